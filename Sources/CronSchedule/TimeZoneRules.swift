public import CivilTime

/// The rules of one time zone: which offset from UTC holds when.
///
/// A value over one shared immutable object, safe to use from any thread. Two are equal if their identifier and their
/// data are: so after ``forgetLoaded()`` a zone loaded anew can be compared with the one in use.
public struct TimeZoneRules: Hashable, Sendable {
    private let shared: Shared

    private final class Shared: Sendable {
        let identifier: String
        let data: [UInt8]
        let intervals: ZoneIntervals
        let abbreviations: [String]

        init(identifier: String, data: [UInt8], intervals: ZoneIntervals, abbreviations: [String]) {
            self.identifier = identifier
            self.data = data
            self.intervals = intervals
            self.abbreviations = abbreviations
        }
    }

    /// Reads the contents of a zone file.
    ///
    /// - Parameter data: TZif of version 2 or later, without leap seconds; RFC 9636.
    /// - Parameter identifier: What the zone is to be called; it is not interpreted.
    /// - Throws: ``LoadError``, always *faulty*, where the contents are not a zone's.
    public init(data: [UInt8], identifier: String) throws(LoadError) {
        do throws(ZoneFile.Fault) {
            let file = try ZoneFile(data)
            guard let intervals = ZoneIntervals(file.intervals) else { throw ZoneFile.Fault.transitions }
            shared = Shared(
                identifier: identifier, data: data, intervals: intervals, abbreviations: file.abbreviations)
        } catch {
            throw LoadError(identifier: identifier, problem: .faulty(reason: error.sentence))
        }
    }

    private init(utc identifier: String) {
        let always = ZoneInterval(start: ZoneInterval.past, offset: 0, abbreviation: 0, isDaylightSaving: false)
        shared = Shared(
            identifier: identifier, data: [], intervals: ZoneIntervals(always), abbreviations: [identifier])
    }

    /// Coordinated Universal Time, without any file.
    public static let utc = TimeZoneRules(utc: "UTC")

    /// The name by which the zone was loaded, such as `Asia/Shanghai`.
    public var identifier: String { shared.identifier }

    var intervals: ZoneIntervals { shared.intervals }

    /// Seconds east of UTC.
    public func offset(at instant: Instant) -> Int { Int(interval(at: instant).offset) }

    /// What the zone calls its time then: `CST`, `EDT`, or `+08` where people have no name for it.
    public func abbreviation(at instant: Instant) -> String {
        let index = Int(interval(at: instant).abbreviation)
        return shared.abbreviations.indices.contains(index) ? shared.abbreviations[index] : ""
    }

    /// Whether the zone says that its clock is then on daylight-saving time.
    public func isDaylightSaving(at instant: Instant) -> Bool { interval(at: instant).isDaylightSaving }

    /// The local time, in whole seconds rounded towards the past.
    public func civil(_ instant: Instant) -> CivilDateTime {
        CivilDateTime(secondsSince1970: instant.secondsSince1970 + interval(at: instant).offset)
    }

    /// The instant at which the clock first shows `local`, or, where it skips that time, the instant of the skip.
    public func instant(of local: CivilDateTime) -> Instant {
        let interval = intervals[intervals.index(owning: local.secondsSince1970)]
        return Instant(secondsSince1970: max(interval.start, local.secondsSince1970 - interval.offset))
    }

    /// A change of the clock: at `instant` it goes from one offset to another.
    public struct Transition: Hashable, Sendable {
        public var instant: Instant
        /// Seconds east of UTC.
        public var offsetBefore: Int
        /// Seconds east of UTC.
        public var offsetAfter: Int
        /// The first local time that is skipped or repeated.
        public var localStart: CivilDateTime {
            CivilDateTime(secondsSince1970: instant.secondsSince1970 + Int64(min(offsetBefore, offsetAfter)))
        }
        /// The first local time that is neither skipped nor repeated any more.
        public var localEnd: CivilDateTime {
            CivilDateTime(secondsSince1970: instant.secondsSince1970 + Int64(max(offsetBefore, offsetAfter)))
        }
    }

    /// The first change of the offset strictly after `instant`, or `nil` if there is none until 2262.
    public func nextTransition(after instant: Instant) -> Transition? {
        var index = intervals.index(at: instant.secondsSince1970) + 1
        while index < intervals.count {
            let before = intervals[index - 1]
            let after = intervals[index]
            if before.offset != after.offset {
                return Transition(
                    instant: Instant(secondsSince1970: after.start), offsetBefore: Int(before.offset),
                    offsetAfter: Int(after.offset))
            }
            index += 1
        }
        return nil
    }

    /// Whether the offset is zero throughout, as in UTC.
    public var isUTC: Bool { intervals.all.allSatisfy { $0.offset == 0 } }

    private func interval(at instant: Instant) -> ZoneInterval {
        intervals[intervals.index(at: instant.secondsSince1970)]
    }

    public static func == (a: TimeZoneRules, b: TimeZoneRules) -> Bool {
        a.shared === b.shared || a.identifier == b.identifier && a.shared.data == b.shared.data
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(identifier)
        hasher.combine(shared.data.count)
    }
}

extension TimeZoneRules: CustomStringConvertible {
    public var description: String { identifier }
}
