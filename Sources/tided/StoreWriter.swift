import Autoscaling
import Dispatch
import Persistence

/// Writes the engine's records on a queue of its own, all that wait in one transaction.
///
/// All of its state is touched on `queue` only, which is what makes it safe to share.
final class StoreWriter: @unchecked Sendable {
    enum Event: Sendable {
        case persisted(upTo: UInt64)
        case failed(String)
        case healed
    }

    private let store: any Store
    private let queue = DispatchQueue(label: "store")
    private let report: @Sendable (Event) -> Void
    private var waiting: [(record: Record, sequence: UInt64)] = []
    private var isScheduled = false
    private var hasFailed = false

    private var isCheckpointPlanned = false

    /// How long after a commit the log is brought into the main file.
    private static let checkpointDelay = DispatchTimeInterval.seconds(60)
    /// How often a store that has failed is tried.
    private static let probeInterval = DispatchTimeInterval.seconds(2)

    /// - Parameter report: called on the writer's queue.
    init(store: any Store, report: @escaping @Sendable (Event) -> Void) {
        self.store = store
        self.report = report
    }

    func write(_ records: [(record: Record, sequence: UInt64)]) {
        queue.async {
            self.waiting += records
            guard !self.isScheduled else { return }
            self.isScheduled = true
            // What is handed over until the queue turns again goes along.
            self.queue.async { self.commit() }
        }
    }

    /// Other work with the store, in turn with the commits.
    func perform(_ work: @escaping @Sendable (any Store) -> Void) {
        queue.async { work(self.store) }
    }

    /// Returns when everything that was handed over before is committed or has failed. It blocks: for the end.
    func drain() {
        queue.sync {
            if !waiting.isEmpty { commit() }
            try? store.checkpoint()
        }
    }

    private func commit() {
        isScheduled = false
        guard !waiting.isEmpty else { return }
        let batch = waiting
        waiting = []
        do {
            try store.commit(batch.map(\.record))
            if let last = batch.last { report(.persisted(upTo: last.sequence)) }
            planCheckpoint()
        } catch {
            report(.failed("\(error)"))
            guard !hasFailed else { return }
            hasFailed = true
            probeLater()
        }
    }

    private func planCheckpoint() {
        guard !isCheckpointPlanned else { return }
        isCheckpointPlanned = true
        queue.asyncAfter(deadline: .now() + Self.checkpointDelay) {
            self.isCheckpointPlanned = false
            // A failure shows at the next commit, which is what matters.
            try? self.store.checkpoint()
        }
    }

    private func probeLater() {
        queue.asyncAfter(deadline: .now() + Self.probeInterval) {
            do {
                try self.store.probe()
                self.hasFailed = false
                self.report(.healed)
            } catch {
                self.probeLater()
            }
        }
    }
}
