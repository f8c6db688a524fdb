import CivilTime

/// An instant or none in 8 bytes, where an optional takes 16: a service has many of them, and there may be 100,000
/// services. The farthest past stands for none.
@propertyWrapper
struct Compact<Moment: CompactMoment>: Sendable {
    private var nanoseconds: Int64 = .min

    init() {}

    init(wrappedValue: Moment?) { self.wrappedValue = wrappedValue }

    var wrappedValue: Moment? {
        get { nanoseconds == .min ? nil : Moment(nanoseconds: nanoseconds) }
        set { nanoseconds = newValue?.nanoseconds ?? .min }
    }
}

/// What ``Compact`` keeps.
protocol CompactMoment: Sendable {
    init(nanoseconds: Int64)
    var nanoseconds: Int64 { get }
}

extension Instant: CompactMoment {
    init(nanoseconds: Int64) { self.init(nanosecondsSince1970: nanoseconds) }
    var nanoseconds: Int64 { nanosecondsSince1970 }
}

extension MonotonicInstant: CompactMoment {
    init(nanoseconds: Int64) { self.init(nanosecondsSinceBoot: nanoseconds) }
    var nanoseconds: Int64 { nanosecondsSinceBoot }
}
