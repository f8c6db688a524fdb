import ArgumentParser

/// `tide-bench cron`: nanoseconds per `next`.
struct CronCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cron",
        abstract: "Measure how long the cron engine takes to find a next firing.",
        discussion: """
            For each expression and zone, successive firings from 2026-01-01 on; the median of all passes. An \
            expression with fewer firings until the end of 2200 begins anew. Build with -c release.
            """)

    @Flag(help: "Write a JSON array of {\"expression\",\"timeZone\",\"nanosecondsPerNext\"}.")
    var json = false

    @Option(help: ArgumentHelp("Firings in each pass.", valueName: "n"))
    var count = 100_000

    @Option(help: ArgumentHelp("Passes, of which the median counts.", valueName: "n"))
    var passes = 9

    func run() throws {
        let measurements = try CronMeasurement.timeZones.flatMap { zone in
            try CronMeasurement.expressions.map { expression in
                try CronMeasurement(expression: expression, timeZone: zone, count: count, passes: passes)
            }
        }
        if json {
            let items = measurements.map {
                // Neither text holds a character that JSON would need escaped.
                """
                {"expression":"\($0.expression)","timeZone":"\($0.timeZone)",\
                "nanosecondsPerNext":\($0.rounded)}
                """
            }
            print("[\(items.joined(separator: ",\n "))]")
        } else {
            for measurement in measurements { print(measurement.line) }
        }
    }
}

extension CronMeasurement {
    /// To a tenth of a nanosecond.
    fileprivate var rounded: Double { (nanosecondsPerNext * 10).rounded() / 10 }

    fileprivate var line: String {
        let number = String(rounded)
        let indent = String(repeating: " ", count: max(0, 8 - number.count))
        let gap = String(repeating: " ", count: max(1, 16 - expression.count))
        return "\(indent)\(number) ns  \(expression)\(gap)\(timeZone)"
    }
}
