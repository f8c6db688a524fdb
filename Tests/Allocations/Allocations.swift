import CivilTime
import CronSchedule
import Glibc

// Prints a line for each expression and zone: how often memory was allocated in a million calls.

private typealias Count = @convention(c) () -> UInt

private let expressions = [
    "* * * * *", "*/5 * * * *", "0 8 * * 1-5", "30 2 * * *", "0 0 1 * *", "0 0 29 2 *", "0 12 * * FRI#2", "15 10 L * *",
    "0 30 8 15W,LW * ? 2027-2150/3", "*/10 */2 1 */2 * MON", "@at 2027-01-26T19:46:22+08:00",
]

@main
struct Allocations {
    static func main() throws {
        // With a string built and printed, so that the shim is known to count.
        guard let symbol = dlsym(nil, "allocation_count") else {
            print("not counted: the shim is not loaded")
            return
        }
        let count = unsafeBitCast(symbol, to: Count.self)
        let before = count()
        let probe = [UInt8](repeating: 1, count: Int(before % 7) + 100_000)
        print("the shim counts: \(probe.count > 0 && count() > before ? "yes" : "no")")
        for identifier in ["UTC", "America/New_York", "Pacific/Apia"] {
            let zone = try TimeZoneRules(identifier: identifier)
            for text in expressions {
                let expression = try CronExpression(text)
                let before = count()
                let answers = millionCalls(expression, zone)
                let after = count()
                print("\(after - before) allocations, \(answers) answers: \(text) in \(identifier)")
            }
        }
    }

    @inline(never)
    static func millionCalls(_ expression: CronExpression, _ zone: TimeZoneRules) -> Int {
        let start = Instant(secondsSince1970: 1_300_000_000)
        var forwards = start
        var backwards = start
        var answers = 0
        for _ in 0..<333_334 {
            let next = expression.next(after: forwards, in: zone)
            let previous = expression.previous(before: backwards, in: zone)
            answers += next == nil ? 0 : 1
            answers += previous == nil ? 0 : 1
            answers += expression.matches(forwards, in: zone) ? 1 : 0
            forwards = next ?? start
            backwards = previous ?? start
        }
        return answers
    }
}
