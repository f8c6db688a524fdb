/// What a minute of a fleet has cost.
struct EngineMinute {
    /// Inside the engine.
    var spent = Duration.zero
    /// Events that came due.
    var events = 0
    /// What the engine was at work on, how many of them, and the time that it took.
    var shares = [(count: Int, spent: Duration)](repeating: (0, .zero), count: EngineShare.allCases.count)
    /// Reports, and what it takes to put them into words: the engine leaves that to whoever writes them.
    var reports = (count: 0, spent: Duration.zero)
}
