import CivilTime
import FoundationEssentials
import Glibc
import Synchronization
import TIONE
import TIONEClient

/// Many calls against a server with faults, to see whether anything is left behind: memory, connections, calls that
/// never end.
struct ClientSoak {
    let port: Int
    let calls: Int

    static let concurrency = 40
    /// Short, so that the server's hangs do not make the run long.
    static let timeout = Duration.milliseconds(200)

    func run(json: Bool) async throws {
        var configuration = TIONEClient.Configuration(
            endpoint: try APIEndpoint("http://127.0.0.1:\(port)"), region: "ap-guangzhou")
        configuration.timeout = Self.timeout
        let client = try TIONEClient(configuration: configuration)
        let started = MonotonicInstant.now()
        var outcomes: [String: Int] = [:]
        // The pools of allocator and event loop have found their size after a tenth.
        await make(calls / 10, with: client, &outcomes)
        let warm = Usage.current()
        var highest = warm
        for _ in 0..<9 {
            await make(calls / 10, with: client, &outcomes)
            let usage = Usage.current()
            highest = Usage(
                kibibytes: max(highest.kibibytes, usage.kibibytes),
                descriptors: max(highest.descriptors, usage.descriptors))
        }
        let end = Usage.current()
        await client.shutdown()
        let seconds = Double((MonotonicInstant.now() - started).nanoseconds) / 1e9
        let made = outcomes.values.reduce(0, +)
        let counts = outcomes.sorted { $0.key < $1.key }
        if json {
            let items = counts.map { #""\#($0.key)":\#($0.value)"# }
            print(
                """
                {"calls":\(made),"seconds":\(seconds),"outcomes":{\(items.joined(separator: ","))},\
                "warmKiB":\(warm.kibibytes),"endKiB":\(end.kibibytes),"highestKiB":\(highest.kibibytes),\
                "warmDescriptors":\(warm.descriptors),"highestDescriptors":\(highest.descriptors)}
                """)
        } else {
            print("\(made) calls in \(Int(seconds)) s, \(Self.concurrency) at a time, every one ended:")
            for (name, count) in counts { print("    \(count) \(name)") }
            print(
                """
                resident: \(warm.kibibytes) KiB after the first tenth, \(end.kibibytes) KiB at the end, \
                \(highest.kibibytes) KiB at most
                descriptors: \(warm.descriptors) after the first tenth, \(highest.descriptors) at most
                """)
        }
    }

    private func make(_ count: Int, with client: TIONEClient, _ outcomes: inout [String: Int]) async {
        let left = Counter(count)
        let results = await withTaskGroup(of: [String: Int].self) { group in
            for _ in 0..<Self.concurrency {
                group.addTask {
                    var outcomes: [String: Int] = [:]
                    while left.take() {
                        let result = await client.call(
                            "ModifyModelService", body: ClientLoad.body, credential: ClientLoad.credential,
                            timestamp: Int64(time(nil)))
                        outcomes[result.outcome.name, default: 0] += 1
                    }
                    return outcomes
                }
            }
            return await group.reduce(into: [String: Int]()) { $0.merge($1, uniquingKeysWith: +) }
        }
        outcomes.merge(results, uniquingKeysWith: +)
    }

    private final class Counter: Sendable {
        private let left: Mutex<Int>

        init(_ count: Int) { left = Mutex(count) }

        func take() -> Bool {
            left.withLock { left in
                guard left > 0 else { return false }
                left -= 1
                return true
            }
        }
    }

    /// What this process holds, by proc(5).
    private struct Usage {
        var kibibytes: Int
        var descriptors: Int

        static func current() -> Usage {
            let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
            let pages = fields.count > 1 ? Int(fields[1]) ?? 0 : 0
            let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
            return Usage(kibibytes: pages * Int(getpagesize()) / 1024, descriptors: descriptors)
        }
    }
}

extension CallResult.Outcome {
    fileprivate var name: String {
        switch self {
        case .success: "success"
        case .apiError(let error): "API error \(error.code)"
        case .notSent(let reason): "not sent: \(reason.prefix(40))"
        case .unknown(let reason): "unknown: \(reason.prefix(40))"
        }
    }
}
