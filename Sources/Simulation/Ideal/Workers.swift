/// Who carries out pieces of work that don't depend on one another.
public protocol Workers: Sendable {
    /// The results of `work`, in the order of the pieces.
    ///
    /// - Parameter length: Pieces are handed out in runs of so many.
    func results<Piece: Sendable, Result: Sendable>(
        of pieces: [Piece], inRunsOf length: Int, _ work: @Sendable (Piece) -> Result
    ) -> [Result]
}

/// Does one piece after another.
public struct OneWorker: Workers {
    public init() {}

    public func results<Piece: Sendable, Result: Sendable>(
        of pieces: [Piece], inRunsOf length: Int, _ work: @Sendable (Piece) -> Result
    ) -> [Result] { pieces.map(work) }
}
