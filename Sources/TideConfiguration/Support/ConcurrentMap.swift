import Dispatch
import Glibc
import Synchronization

extension Array where Element: Sendable {
    /// `transform` of each element, in order, worked out on all processors.
    ///
    /// A few elements are done right here.
    ///
    /// - Parameter length: Elements are handed out in runs of so many: of work that takes some tens of microseconds,
    ///   one is too little to be worth a hand-over.
    package func concurrentMap<Result: Sendable>(
        inRunsOf length: Int = 16, _ transform: @Sendable (Element) -> Result
    ) -> [Result] {
        guard count > length else { return map(transform) }
        return [Result](unsafeUninitializedCapacity: count) { buffer, filled in
            // Each place is written once, by the one iteration that has it.
            nonisolated(unsafe) let places = buffer
            onAllProcessors(runs: (count + length - 1) / length) { run in
                for index in run * length..<Swift.min(count, (run + 1) * length) {
                    places.initializeElement(at: index, to: transform(self[index]))
                }
            }
            filled = count
        }
    }
}

/// Which run of elements is next.
private final class Runs: Sendable {
    let next = Atomic(0)
}

/// Calls `body` for each run, on this thread and on others; returns when all are done.
///
/// Not DispatchQueue.concurrentPerform: that uses the pool of threads behind the global queues, and once the pool has
/// worked, libdispatch looks at it every second for as long as the process lives. A daemon at rest sleeps.
private func onAllProcessors(runs: Int, _ body: @Sendable (Int) -> Void) {
    let taken = Runs()
    withoutActuallyEscaping(body) { body in
        let work: @Sendable () -> Void = {
            while true {
                let run = taken.next.add(1, ordering: .relaxed).oldValue
                guard run < runs else { return }
                body(run)
            }
        }
        let others = DispatchGroup()
        for _ in 1..<max(1, min(runs, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) {
            DispatchQueue(label: "concurrentMap").async(group: others, execute: work)
        }
        work()
        others.wait()
    }
}
