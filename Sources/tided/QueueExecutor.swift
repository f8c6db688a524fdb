import Dispatch

/// Runs tasks one after the other, on a queue of its own.
///
/// Tasks without an executor share a pool of threads, and once that has worked, libdispatch looks at it every second for
/// as long as the process lives. A daemon at rest sleeps until its watchdog or an event is due.
final class QueueExecutor: TaskExecutor {
    /// For what becomes of the API's answers: no request of an operator may hold that up.
    static let calls = QueueExecutor("calls")
    /// For what operators ask.
    static let control = QueueExecutor("control")

    private let queue: DispatchQueue

    private init(_ label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
