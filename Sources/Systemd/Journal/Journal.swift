import Dispatch
import Glibc
import Synchronization

/// Writes entries to the journal, or as plain lines where standard error is not connected to it.
///
/// ``write(_:)`` never blocks and never fails: entries wait in a buffer and leave from a queue of the journal's own,
/// because sd_journal_sendv(3) blocks as soon as journald falls a dozen entries behind. While journald is away they
/// stay; ``defaultCapacity`` bounds the memory, as ``JournalBuffer`` says.
public final class Journal: Sendable {
    public enum Destination: Sendable {
        /// The journal where standard error is connected to it, as `JOURNAL_STREAM` tells (systemd.exec(5)); plain
        /// lines on standard error otherwise.
        case automatic
        case journal
        case standardError
    }

    /// Bytes of entries that may wait.
    public static let defaultCapacity = 16 << 20

    /// The least urgent level that is written.
    public let threshold: JournalPriority

    private let sink: any JournalSink
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "journal")
    private let retryInterval: DispatchTimeInterval

    private struct State: ~Copyable {
        var buffer: JournalBuffer
        /// Whether the queue is at work, or is to try again later; it alone takes from the buffer.
        var isDraining = false
        /// Told when nothing waits any more.
        var waiting: [DispatchSemaphore] = []
    }

    /// - Parameters:
    ///   - identifier: `SYSLOG_IDENTIFIER=`.
    ///   - threshold: the least urgent level that is written.
    ///   - capacity: bytes of entries that may wait.
    ///   - lossEntry: makes the one entry that accounts for those given up when the buffer was full. Called on the
    ///     journal's queue.
    public convenience init(
        destination: Destination = .automatic, identifier: String = "tided", threshold: JournalPriority = .debug,
        capacity: Int = Journal.defaultCapacity,
        lossEntry: @escaping @Sendable (JournalLoss) -> JournalEntry = { JournalEntry(.warning, $0.description) }
    ) {
        let isJournal =
            switch destination {
            case .automatic: Self.standardErrorIsJournal()
            case .journal: true
            case .standardError: false
            }
        let sink: any JournalSink =
            isJournal
            ? NativeJournalSink(identifier: identifier)
            : PlainLineSink(descriptor: STDERR_FILENO, style: .suiting(STDERR_FILENO))
        self.init(sink: sink, threshold: threshold, capacity: capacity, lossEntry: lossEntry)
    }

    /// - Parameter retryInterval: how long to wait where nobody takes the entries.
    init(
        sink: any JournalSink, threshold: JournalPriority = .debug, capacity: Int,
        lossEntry: @escaping @Sendable (JournalLoss) -> JournalEntry = { JournalEntry(.warning, $0.description) },
        retryInterval: DispatchTimeInterval = .milliseconds(250)
    ) {
        self.sink = sink
        self.threshold = threshold
        self.retryInterval = retryInterval
        state = Mutex(State(buffer: JournalBuffer(capacity: capacity, lossEntry: lossEntry)))
    }

    /// Takes the entry in; it is written soon. From any thread; entries of one thread stay in order.
    public func write(_ entry: JournalEntry) {
        guard entry.priority >= threshold else { return }
        let time = WallTime.now()
        let mustStart = state.withLock { state in
            state.buffer.append(entry, at: time)
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if mustStart { queue.async { self.drain() } }
    }

    /// Waits until all entries are written, at most for `timeout`, and tells whether they are. It blocks: for the end
    /// of a program.
    @discardableResult public func flush(timeout: Duration) -> Bool {
        let done = DispatchSemaphore(value: 0)
        let isIdle = state.withLock { state in
            if state.isDraining { state.waiting.append(done) }
            return !state.isDraining
        }
        if isIdle { return true }
        let microseconds = Int(clamping: max(0, timeout.wholeMicroseconds))
        return done.wait(timeout: .now() + .microseconds(microseconds)) == .success
    }

    private func drain() {
        while let item = next() { deliver(item) }
    }

    private func next() -> JournalBuffer.Item? {
        state.withLock { state in
            if let item = state.buffer.popFirst() { return item }
            state.isDraining = false
            for waiting in state.waiting { waiting.signal() }
            state.waiting = []
            return nil
        }
    }

    /// Blocks until the entry has been taken. Meanwhile others gather in the buffer.
    private func deliver(_ item: JournalBuffer.Item) {
        while !sink.write(item) {
            _ = DispatchSemaphore(value: 0).wait(timeout: .now() + retryInterval)
        }
    }

    /// Whether `JOURNAL_STREAM` names the device and inode of standard error: inherited from a parent, the variable
    /// alone says nothing.
    private static func standardErrorIsJournal() -> Bool {
        guard let variable = getenv("JOURNAL_STREAM") else { return false }
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return false }
        return String(cString: variable) == "\(status.st_dev):\(status.st_ino)"
    }
}
