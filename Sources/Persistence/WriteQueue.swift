public import Autoscaling

/// What was handed over for writing and is not being written yet, in its order.
///
/// Records become durable in the order of their emission, for one may rest on another: a service's watermark on the
/// rows of what it passed. A batch behind one that failed would break that, if the disk had room again in between and
/// the process died before the failed one was handed over anew. So after a failure nothing is taken until ``resume()``,
/// which comes when the engine, told that the store has healed, is about to hand over anew all that is not durable.
/// What is refused needs no word of its own: the failure told the engine that nothing after the last durable record is
/// written.
public struct WriteQueue: Sendable {
    public typealias Entry = (record: Record, sequence: UInt64)

    private var waiting: [Entry] = []
    /// Whether a batch has failed and what is handed over is refused.
    public private(set) var isRefusing = false

    public init() {}

    public var isEmpty: Bool { waiting.isEmpty }

    /// Refused, without a word, while ``isRefusing``.
    public mutating func append(_ entries: [Entry]) {
        if !isRefusing { waiting += entries }
    }

    /// Everything that waits, to be written in one transaction.
    public mutating func takeBatch() -> [Entry] {
        defer { waiting = [] }
        return waiting
    }

    /// The batch taken last could not be written.
    public mutating func batchFailed() {
        waiting = []
        isRefusing = true
    }

    /// What is handed over from now on has everything in it, or before it, that is not durable.
    public mutating func resume() { isRefusing = false }
}
