import ArgumentParser
import Autoscaling
import CivilTime
import Glibc
import Persistence

/// `tide-bench store`: how fast state is read at a start, and how many intents a second become durable.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Measure the store: reading it at a start, and committing intents.",
        discussion: """
            An intent is what the engine has written of one: opened, called, accepted and settled, each time the \
            service's record and the occurrence, with all that stand in one turn in one transaction.
            """)

    @Option(help: "Services in the store.")
    var services = 100_000

    @Option(help: "Jobs of each.")
    var jobs = 4

    @Option(help: "Intents that one transaction holds.")
    var group = 20

    @Option(help: "Intents to settle.")
    var intents = 4000

    @Option(help: ArgumentHelp("Where to put the store; removed afterwards.", valueName: "dir"))
    var directory = "/var/tmp/tide-bench-store"

    func validate() throws {
        guard services > 0, jobs > 0, group > 0, intents > 0 else { throw ValidationError("Numbers are 1 or more.") }
    }

    func run() throws {
        defer {
            for suffix in ["state.sqlite", "state.sqlite-wal", "state.lock"] { unlink("\(directory)/\(suffix)") }
            rmdir(directory)
        }
        let now = Instant(secondsSince1970: 1_795_500_000)
        var records = (0..<services).map { record($0, at: now) }
        do {
            let store = try SQLiteStore(directory: directory, at: now)
            var start = 0
            while start < records.count {
                try store.commit(records[start..<min(start + 5000, records.count)].map { .service($0) })
                start += 5000
            }
        }
        print("\(services) services with \(jobs) jobs: \(size("state.sqlite") >> 20) MiB on disk")

        do {
            let before = resident()
            let clock = ContinuousClock()
            var loaded = StoredState()
            let took = try clock.measure {
                loaded = try SQLiteStore(directory: directory, at: now).load()
            }
            let grown = (resident() - before) >> 20
            print("open, check and load: \(took), \(loaded.services.count) services, \(grown) MiB more")
        }

        let store = try SQLiteStore(directory: directory, at: now)
        let clock = ContinuousClock()
        var commits = 0
        let took = try clock.measure {
            var done = 0
            while done < intents {
                // The phases of a group's intents fall in transactions of their own, as in a burst.
                for phase in 0..<4 {
                    var batch: [Record] = []
                    for offset in 0..<min(group, intents - done) {
                        let index = (done + offset) * 7919 % services
                        batch += step(&records[index], phase: phase, number: done + offset, at: now)
                    }
                    try store.commit(batch)
                    commits += 1
                }
                done += group
            }
        }
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        let rate = Int(Double(intents) / seconds)
        print("\(intents) intents in groups of \(group): \(took), \(rate) intents a second, \(commits) transactions")
    }

    private func record(_ number: Int, at now: Instant) -> ServiceRecord {
        var record = ServiceRecord(serviceId: "ms-bench\(number)-1", watermark: now)
        record.scheduleIdentity = "0 30 8 * * 1-5\nAsia/Shanghai"
        for job in 0..<jobs {
            var kept = JobRecord(
                identity: "0 \(job * 7 % 60) 8 * * 1-5\nAsia/Shanghai", since: now - .seconds(86_400), isEnabled: true)
            kept.last = now
            kept.result = "applied"
            record.jobs["job-\(job)"] = kept
        }
        record.last = occurrence(record.serviceId, number: number, at: now)
        record.last?.outcome = .applied(clamped: nil)
        record.lastGoal = .running(.replicas(8))
        record.convergedGoal = .running(.replicas(8))
        record.lastKnownRunning = true
        return record
    }

    private func occurrence(_ serviceId: String, number: Int, at now: Instant) -> Occurrence {
        var occurrence = Occurrence(
            id: OccurrenceID(serviceId: serviceId, cause: .job("job-0"), instant: now + .seconds(number)), nominal: nil,
            target: .replicas(8), goal: .running(.replicas(8)),
            reason: Reason(.converged, "observed Normal MANUAL 8 (8 ready)"))
        occurrence.openedAt = now
        occurrence.startedAt = now
        occurrence.acceptedAt = now
        occurrence.endedAt = now
        occurrence.attempts = 1
        occurrence.requestId = "c2a1a1f0-0000-4000-8000-000000000001"
        return occurrence
    }

    private func step(_ record: inout ServiceRecord, phase: Int, number: Int, at now: Instant) -> [Record] {
        var occurrence = occurrence(record.serviceId, number: number, at: now)
        if phase < 3 {
            var intent = Intent(occurrence: occurrence, goal: .running(.replicas(8)))
            intent.callMayBeInFlight = phase == 1
            intent.isAccepted = phase == 2
            record.intent = intent
        } else {
            occurrence.outcome = .applied(clamped: nil)
            record.intent = nil
            record.last = occurrence
            record.watermark = occurrence.id.instant
        }
        return [.service(record), .occurrence(occurrence)]
    }

    private func size(_ name: String) -> Int {
        var status = stat()
        return stat("\(directory)/\(name)", &status) == 0 ? Int(status.st_size) : 0
    }

    /// Bytes of memory in use, from /proc/self/statm.
    private func resident() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, 128, file) != nil else { return 0 }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
