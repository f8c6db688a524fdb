import ArgumentParser

/// `tide-bench engine`: what the engine costs by itself, without network and disk.
struct EngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Measure the engine with a large fleet.",
        discussion: """
            Loads schedules, given as values, lets the first answers of the API settle the clock, then runs five \
            minutes, an hour apart, in each of which another tenth of the services has an event due, spread over its \
            seconds, against an API that answers within 50 ms. Only the time inside the engine counts; every figure of \
            a minute is the median of the five. Below each fleet stands what its minute consists of: a fleet has its \
            services listed, 20 pages a second, while events are open, however few they are. Last, fleets of the same \
            sizes have the same number of events, taken up one or two at a time: what they cost then is what the size \
            of the fleet costs. That is measured five times in turn, and the median is of all their minutes. Build with -c release.
            """)

    @Option(
        help: ArgumentHelp(
            "Services of the largest fleet; a tenth and a hundredth of it are measured too.", valueName: "n"))
    var services = 100_000

    @Option(help: ArgumentHelp("Jobs of each service.", valueName: "n"))
    var jobs = 4

    private static let rounds = 5

    func validate() throws {
        guard (100...1_000_000).contains(services) else { throw ValidationError("--services is 100 to 1000000.") }
        guard (1...20).contains(jobs) else { throw ValidationError("--jobs is 1 to 20.") }
    }

    func run() throws {
        print("services  load and first plan  resident  all observed    minute  events  per event")
        let counts = [services / 100, services / 10, services]
        for count in counts {
            let measured = try EngineMeasurement(services: count, jobs: jobs, events: max(1, count / 10))
            print(measured.line)
            for line in measured.shareLines { print(line) }
        }
        let events = max(1, services / 1_000)
        print("\nThe same number of events in each\nservices  events  taken up  per event")
        // In turn, for what else the machine does comes and goes: a hundred events take less than a millisecond.
        var measured: [[EngineMeasurement]] = counts.map { _ in [] }
        for _ in 0..<Self.rounds {
            for (place, count) in counts.enumerated() {
                measured[place].append(try EngineMeasurement(services: count, jobs: jobs, events: events).small)
            }
        }
        for fleets in measured { print(EngineMeasurement.eventLine(of: fleets)) }
    }
}
