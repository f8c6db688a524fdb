package import CivilTime

/// One firing on its way to be folded.
package struct Event: Hashable, Sendable {
    package var cause: Cause
    package var instant: Instant
    package var nominal: CivilDateTime
    package var target: Target
    /// Place in merged section order; a ScheduledAction comes last.
    package var order: Int
    /// The line of `ExcludeDates=` that takes it out.
    package var exclusion: String?
    package var deadline: Duration?
    /// Older firings of the same job that are not listed one by one.
    package var folded = 0

    package init(
        cause: Cause, instant: Instant, nominal: CivilDateTime, target: Target, order: Int, exclusion: String? = nil,
        deadline: Duration? = nil
    ) {
        self.cause = cause
        self.instant = instant
        self.nominal = nominal
        self.target = target
        self.order = order
        self.exclusion = exclusion
        self.deadline = deadline
    }

    /// Events of one instant are ordered by nominal local time, then by section; the last wins.
    static func precedes(_ a: Event, _ b: Event) -> Bool {
        if a.instant != b.instant { return a.instant < b.instant }
        return a.nominal != b.nominal ? a.nominal < b.nominal : a.order < b.order
    }

    func id(in serviceId: String) -> OccurrenceID {
        OccurrenceID(serviceId: serviceId, cause: cause, instant: instant)
    }
}
