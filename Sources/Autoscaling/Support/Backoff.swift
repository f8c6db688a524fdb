import CivilTime

/// How long to wait after a failure.
enum Backoff {
    static let base: Duration = .seconds(1)
    static let cap: Duration = .seconds(60)
    /// For what only people or the passing of time can mend.
    static let slow: Duration = .seconds(60)

    /// Exponential with full jitter: anything from 0 to 1, 2, 4, 8, 16, 32, 60, 60 … s after 1, 2, 3 … failures.
    ///
    /// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    static func delay(after failures: Int, using generator: inout SplitMix64) -> Duration {
        let doublings = min(max(failures - 1, 0), 6)
        let bound = min(cap, base * (1 << doublings))
        return .milliseconds(Int64.random(in: 0...(bound.nanoseconds / 1_000_000), using: &generator))
    }

    /// When to observe again a service that is on its way: 1, 2, 4, 8, then every 10 s.
    static func observation(after observations: Int) -> Duration {
        observations >= 4 ? .seconds(10) : .seconds(1 << max(observations, 0))
    }
}
