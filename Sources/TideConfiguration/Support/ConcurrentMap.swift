import Dispatch

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
            DispatchQueue.concurrentPerform(iterations: (count + length - 1) / length) { run in
                for index in run * length..<Swift.min(count, (run + 1) * length) {
                    places.initializeElement(at: index, to: transform(self[index]))
                }
            }
            filled = count
        }
    }
}
