import Dispatch

/// Writes the engine's records on a queue of its own, all that wait in one transaction.
///
/// After a failure it refuses what it is given, tries the store every two seconds, and reports once that it has healed;
/// ``resume()`` answers that, before the engine's records are handed over anew. ``WriteQueue`` has the reason.
///
/// All of its state is touched on `queue` only, which is what makes it safe to share.
public final class StoreWriter: @unchecked Sendable {
    public enum Event: Hashable, Sendable {
        /// All records up to this sequence number survive a power cut.
        case persisted(upTo: UInt64)
        /// A batch could not be written, for this reason; nor is anything after it.
        case failed(String)
        /// A probe succeeded; ``StoreWriter/resume()`` answers.
        case healed
    }

    private let store: any Store
    private let queue = DispatchQueue(label: "store")
    private let report: @Sendable (Event) -> Void
    private var waiting = WriteQueue()
    private var isScheduled = false
    /// Whether the store has failed and no probe of it has succeeded since.
    private var isProbing = false
    private var isCheckpointPlanned = false

    /// How long after a commit the log is brought into the main file.
    private static let checkpointDelay = DispatchTimeInterval.seconds(60)
    /// How often a store that has failed is tried.
    private static let probeInterval = DispatchTimeInterval.seconds(2)

    /// - Parameter report: called on the writer's queue.
    public init(store: any Store, report: @escaping @Sendable (Event) -> Void) {
        self.store = store
        self.report = report
    }

    /// Hands records over, in the order of their sequence numbers, and returns at once.
    public func write(_ records: [WriteQueue.Entry]) {
        queue.async {
            self.waiting.append(records)
            guard !self.isScheduled else { return }
            self.isScheduled = true
            // What is handed over until the queue turns again goes along.
            self.queue.async { self.commit() }
        }
    }

    /// The answer to ``Event/healed``: what is written from now on has everything in it that is not durable.
    public func resume() {
        queue.async { self.waiting.resume() }
    }

    /// Other work with the store, in turn with the commits.
    public func perform(_ work: @escaping @Sendable (any Store) -> Void) {
        queue.async { work(self.store) }
    }

    /// Returns when everything that was handed over before is committed or has failed. A store that has failed is tried
    /// at once. It blocks: for the end.
    public func drain() {
        queue.sync {
            if isProbing { probe() }
            commit()
            try? store.checkpoint()
        }
    }

    private func commit() {
        isScheduled = false
        guard !waiting.isEmpty else { return }
        let batch = waiting.takeBatch()
        do {
            try store.commit(batch.map(\.record))
            if let last = batch.last { report(.persisted(upTo: last.sequence)) }
            planCheckpoint()
        } catch {
            waiting.batchFailed()
            report(.failed("\(error)"))
            isProbing = true
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
            guard self.isProbing else { return }
            self.probe()
            if self.isProbing { self.probeLater() }
        }
    }

    private func probe() {
        guard (try? store.probe()) != nil else { return }
        isProbing = false
        report(.healed)
    }
}
