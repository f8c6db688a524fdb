import Synchronization

/// A stretch of time in which one offset from UTC holds.
///
/// Instants are seconds since 1970-01-01T00:00:00Z, local times seconds since 1970-01-01 00:00:00 on the wall.
struct ZoneInterval: Hashable, Sendable {
    /// The first instant.
    var start: Int64
    /// The instant after the last.
    var end: Int64
    /// The latest local time that was reached before this interval: what it shows before that, it shows again.
    var shadow: Int64
    private var packedOffset: Int32
    /// Index into the zone's abbreviations.
    var abbreviation: UInt8
    var isDaylightSaving: Bool

    /// Seconds east of UTC.
    var offset: Int64 { Int64(packedOffset) }
    /// The local time at ``start``.
    var localStart: Int64 { start &+ offset }
    /// The local time at ``end``, by this interval's offset.
    var localEnd: Int64 { end &+ offset }

    init(start: Int64, offset: Int32, abbreviation: UInt8, isDaylightSaving: Bool) {
        self.start = start
        self.end = Self.future
        self.shadow = Self.past
        self.packedOffset = offset
        self.abbreviation = abbreviation
        self.isDaylightSaving = isDaylightSaving
    }

    /// Before and after every ``Instant``, with room to add an offset.
    static let past: Int64 = -1 << 40
    static let future: Int64 = 1 << 40
}

/// All intervals of a zone, from the beginning of time to the end of what an `Instant` can hold; immutable, but for a
/// note of the intervals asked for last.
///
/// The footer's rule for the far future is unrolled when the zone is loaded: some 15 KB, and no rule to evaluate when a
/// time is looked up.
final class ZoneIntervals: Sendable {
    private let intervals: [ZoneInterval]
    /// Four hints of 16 bits each, by the half-year: threads that walk through different times don't take each other's
    /// hint away. Any value in range is right, so no order of memory is asked for.
    private let recent = Atomic<UInt64>(0)

    /// - Parameter intervals: At least one, each beginning later than the one before it. Their ends and shadows are
    ///   worked out here.
    convenience init?(_ intervals: [ZoneInterval]) {
        guard !intervals.isEmpty else { return nil }
        var intervals = intervals
        intervals[0].start = ZoneInterval.past
        for index in intervals.indices.dropLast() {
            intervals[index].end = intervals[index + 1].start
            guard intervals[index].start < intervals[index].end else { return nil }
            intervals[index + 1].shadow = max(intervals[index].shadow, intervals[index].localEnd)
        }
        self.init(checked: intervals)
    }

    private init(checked intervals: [ZoneInterval]) {
        self.intervals = intervals
    }

    /// One interval that lasts for ever.
    convenience init(_ always: ZoneInterval) { self.init(checked: [always]) }

    var count: Int { intervals.count }
    subscript(index: Int) -> ZoneInterval { intervals[index] }
    var all: [ZoneInterval] { intervals }

    /// The interval in which `second` lies.
    func index(at second: Int64) -> Int {
        let place = UInt64(truncatingIfNeeded: second >> 24 & 3) << 4
        let hints = recent.load(ordering: .relaxed)
        let hint = Int(truncatingIfNeeded: hints >> place & 0xFFFF)
        if intervals[hint].start <= second, second < intervals[hint].end { return hint }
        let found = last { $0.start <= second }
        if found <= 0xFFFF {
            recent.store(hints & ~(0xFFFF << place) | UInt64(found) << place, ordering: .relaxed)
        }
        return found
    }

    /// The interval to which a fixed local time belongs: the last whose shadow does not reach beyond it.
    func index(owning nominal: Int64) -> Int { last { $0.shadow <= nominal } }

    /// The last interval for which `isReached` holds; it holds for a first part of them, the first included.
    @inline(__always)
    private func last(where isReached: (borrowing ZoneInterval) -> Bool) -> Int {
        var low = 0
        var high = intervals.count
        while high &- low > 1 {
            let middle = (low &+ high) / 2
            if isReached(intervals[middle]) { low = middle } else { high = middle }
        }
        return low
    }
}
