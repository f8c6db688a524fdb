public import CivilTime

extension CronExpression {
    /// What a change of the clock does to an expression's firings. Each case holds the first local time concerned.
    public enum ClockChangeEffect: Hashable, Sendable {
        /// A fixed time is skipped: it fires at the end of the gap.
        case moved(CivilDateTime)
        /// A time of an expression that follows the clock is skipped, and does not fire.
        case dropped(CivilDateTime)
        /// A fixed time comes twice: it fires the first time only.
        case firstOnly(CivilDateTime)
        /// A time of an expression that follows the clock comes twice, and fires twice.
        case twice(CivilDateTime)
    }

    /// What `transition` does to this expression; `nil` if it names none of the times that are skipped or come twice.
    public func effect(of transition: TimeZoneRules.Transition) -> ClockChangeEffect? {
        guard !isOnce, let found = nominal(onOrAfter: transition.localStart.secondsSince1970),
            found < transition.localEnd.secondsSince1970
        else { return nil }
        let first = CivilDateTime(secondsSince1970: found)
        switch (transition.offsetBefore < transition.offsetAfter, followsClock) {
        case (true, false): return .moved(first)
        case (true, true): return .dropped(first)
        case (false, false): return .firstOnly(first)
        case (false, true): return .twice(first)
        }
    }
}
