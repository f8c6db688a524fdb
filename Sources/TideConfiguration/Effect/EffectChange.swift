import CivilTime

/// One way in which two configurations differ in what they do: what comes of one job at one time of day.
public struct EffectChange: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable {
        case appears, vanishes
        /// To another time, perhaps with another target.
        case moves
        /// To another target at the same time.
        case changes
        case dryRunBegins = "dry-run-begins"
        case dryRunEnds = "dry-run-ends"
    }

    public struct Occurrence: Hashable, Sendable {
        public var old: PlannedEvent?
        public var new: PlannedEvent?

        /// The earlier of the two times.
        var instant: Instant { min(old?.instant ?? .distantFuture, new?.instant ?? .distantFuture) }
    }

    /// The file's stem, of the new configuration where it has the service.
    public var service: String
    public var serviceId: String
    /// nil is the scheduled stop, and for dry run all of the schedule.
    public var job: String?
    public var kind: Kind
    /// In order of time; empty for dry run.
    public var occurrences: [Occurrence] = []

    /// `chat: morning moves from 08:30 to 08:00 (SCALE 8); 20 times, first 2026-11-25T08:30:00+08:00`
    public var description: String {
        guard let first = occurrences.first else {
            return "\(service): dry run \(kind == .dryRunBegins ? "begins" : "ends")"
        }
        let name = "\(service): \(job ?? "the scheduled stop")"
        let times = occurrences.count == 1 ? "once, at" : "\(occurrences.count) times, first"
        return "\(name) \(what(first)); \(times) \((first.old ?? first.new)?.time ?? "")"
    }

    private func what(_ first: Occurrence) -> String {
        switch (first.old, first.new) {
        case (let old?, let new?):
            let isElsewhere = old.offset != new.offset
            let targets = old.target == new.target ? "\(old.target)" : "\(old.target), then \(new.target)"
            if kind == .changes { return "changes from \(old.target) to \(new.target) at \(clock(old, false))" }
            return "moves from \(clock(old, isElsewhere)) to \(clock(new, isElsewhere)) (\(targets))"
        case (let old?, nil): return "vanishes: \(old.target) at \(clock(old, false))"
        case (nil, let new?): return "appears: \(new.target) at \(clock(new, false))"
        case (nil, nil): return kind.rawValue
        }
    }

    /// `08:30`, with the offset from UTC where asked for.
    private func clock(_ event: PlannedEvent, _ withOffset: Bool) -> String {
        let time = event.nominal.second == 0 ? String(event.nominal.timeOfDay.prefix(5)) : event.nominal.timeOfDay
        return withOffset ? time + event.time.dropFirst("2026-11-25T08:30:00".count) : time
    }
}
