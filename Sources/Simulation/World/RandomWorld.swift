/// Worlds of which everything follows from a number: at most 8 services and 3 days, with every fault there is, then a
/// quiet time in which all must come right.
public enum RandomWorld {
    /// Runs the world of `seed` and checks every promise at every step.
    ///
    /// - Throws: What was broken, with the seed and a trace: the world is then run a second time, recorded.
    public static func run(seed: UInt64) throws(SimulationFailure) -> WorldSummary {
        try WorldPlan(seed: seed).run()
    }

    /// The world of `seed`, line by line, and what was broken in it, if anything was.
    public static func trace(seed: UInt64) -> (lines: [String], violation: Violation?) {
        let (world, violation) = WorldPlan(seed: seed).outcome(isRecording: true)
        return (world.trace.lines, violation)
    }
}

extension WorldPlan {
    func run() throws(SimulationFailure) -> WorldSummary {
        let (world, violation) = outcome(isRecording: false)
        guard let violation else { return world.summary }
        let (replayed, again) = outcome(isRecording: true)
        let isSame = again == violation && replayed.summary.digest == world.summary.digest
        throw SimulationFailure(
            seed: seed,
            violation: isSame
                ? violation
                : Violation(
                    promise: .deterministic, instant: violation.instant,
                    sentence: "first “\(violation)”, and on a replay “\(again.map { "\($0)" } ?? "nothing")”"),
            trace: replayed.trace.lines)
    }

    func outcome(isRecording: Bool) -> (World, Violation?) {
        var world = World(self, isRecording: isRecording)
        do {
            try world.run()
            return (world, nil)
        } catch {
            world.trace.note(.check, "BROKEN: \(error)", at: world.clocks)
            return (world, error)
        }
    }
}

/// A world in which a promise was broken.
public struct SimulationFailure: Error, Sendable, CustomStringConvertible {
    public var seed: UInt64
    public var violation: Violation
    /// What happened, a line each, up to the violation.
    public var trace: [String]

    /// How much of the trace is shown with the error.
    static let shownLines = 60

    public var description: String {
        let shown = trace.suffix(Self.shownLines)
        let more = trace.count > shown.count ? "… \(trace.count - shown.count) lines before\n" : ""
        return "seed \(seed): \(violation)\n\(more)\(shown.joined(separator: "\n"))\n"
            + "replay: tidectl simulate --seed \(seed) --world random"
    }
}
