import Glibc
import Simulation
import Synchronization

/// Many random worlds, each checked at every step.
struct SimulateSeeds {
    var first: UInt64
    var count: UInt64
    var jobs: Int

    /// Of failing worlds, so many are shown with their traces.
    private static let shown = 3

    init(first: UInt64, count: UInt64, jobs: Int?) {
        self.first = first
        self.count = count
        self.jobs = jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// What the tasks share.
    private final class Shared: Sendable {
        let tally = Mutex(Tally())
        /// How many worlds were begun.
        let begun = Atomic<UInt64>(0)
    }

    private struct Tally: Encodable {
        var passed = 0
        var failed = 0
        var serviceDays = 0.0
        var changes = 0
        var firings = 0
        var states = 0
    }

    func run(_ output: OutputOptions) async throws {
        let shared = Shared()
        var began = timespec()
        clock_gettime(CLOCK_MONOTONIC, &began)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<jobs {
                group.addTask {
                    while true {
                        let place = shared.begun.add(1, ordering: .relaxed).oldValue
                        guard place < count else { return }
                        runOne(first &+ place, shared, isQuiet: output.json)
                    }
                }
            }
        }
        var ended = timespec()
        clock_gettime(CLOCK_MONOTONIC, &ended)
        let seconds =
            Double(ended.tv_sec - began.tv_sec) + Double(ended.tv_nsec - began.tv_nsec) / 1_000_000_000
        let all = shared.tally.withLock { $0 }
        if output.json {
            try output.show(json: all)
        } else {
            writeToStandardOutput(
                "\(all.changes) changes called for, \(all.firings) firings accounted for, \(all.states) final states right; "
                    + "\(Int(all.serviceDays)) service-days in \(Int(seconds.rounded())) s\n"
                    + "\(all.passed) passed, \(all.failed) failed\n")
        }
        if all.failed > 0 { throw CommandFailure("") }
    }

    private func runOne(_ seed: UInt64, _ shared: Shared, isQuiet: Bool) {
        do {
            let summary = try RandomWorld.run(seed: seed)
            shared.tally.withLock {
                $0.passed += 1
                $0.serviceDays += summary.serviceDays
                $0.changes += summary.changes
                $0.firings += summary.accountedFirings
                $0.states += summary.settledStates
            }
        } catch {
            let place = shared.tally.withLock {
                $0.failed += 1
                return $0.failed
            }
            if isQuiet { return }
            writeToStandardOutput(
                place <= Self.shown ? "\(error)\n\n" : "seed \(error.seed): \(error.violation)\n")
        }
    }
}
