import CivilTime
import CronSchedule
import Glibc

/// Times as systemd's tools show them, in the host's zone.
struct TimeText {
    var zone: TimeZoneRules
    var now: Instant

    /// - Parameter now: what "left" and "ago" are counted from; the daemon's trusted time where there is one.
    init(now: Instant, zone: TimeZoneRules? = nil) {
        self.now = now
        self.zone = zone ?? (try? TimeZoneRules.host()) ?? .utc
    }

    static var clock: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(secondsSince1970: Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// `Tue 2026-11-24 08:30:00 CST`
    func full(_ instant: Instant) -> String {
        let local = zone.civil(instant)
        return "\(Self.weekdays[local.weekday]) \(local) \(zone.abbreviation(at: instant))"
    }

    /// The shortest that is clear: `08:30` today, `Wed 08:30` within six days, else `12-01 08:30`, with the year where
    /// it is another.
    func short(_ instant: Instant) -> String {
        let (local, today) = (zone.civil(instant), zone.civil(now))
        let clock = String(local.timeOfDay.prefix(local.second == 0 ? 5 : 8))
        let days = local.date.daysSince1970 - today.date.daysSince1970
        if days == 0 { return clock }
        if (1...6).contains(days) { return "\(Self.weekdays[local.weekday]) \(clock)" }
        let date = local.date.description
        return local.year == today.year ? "\(date.dropFirst(5)) \(clock)" : "\(date) \(clock)"
    }

    /// `08:30:00` today, else with the date: for what happened one after another.
    func clock(_ instant: Instant) -> String {
        let (local, today) = (zone.civil(instant), zone.civil(now))
        return local.date == today.date ? "\(local.timeOfDay)" : "\(local.date) \(local.timeOfDay)"
    }

    /// `5min left`, `3 days ago`, `now`
    func relative(_ instant: Instant) -> String {
        let span = instant - now
        if span.nanoseconds.magnitude < 1_000_000_000 { return "now" }
        return span > .zero ? "\(Self.span(span)) left" : "\(Self.span(.zero - span)) ago"
    }

    /// The two largest units, as FORMAT_TIMESTAMP_RELATIVE of systemd has it.
    static func span(_ span: Duration) -> String {
        let seconds = span.nanoseconds / 1_000_000_000
        let (minute, hour, day, week) = (Int64(60), Int64(3600), Int64(86_400), Int64(604_800))
        // A month of systemd.time(7) has 30.44 days, a year 365.25.
        let (month, year) = (Int64(2_629_800), Int64(31_557_600))
        func count(_ number: Int64, _ unit: String) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }
        switch seconds {
        case year...:
            let months = seconds % year / month
            return count(seconds / year, "year") + (months > 0 ? " " + count(months, "month") : "")
        case month...:
            let days = seconds % month / day
            return count(seconds / month, "month") + (days > 0 ? " " + count(days, "day") : "")
        case week...:
            let days = seconds % week / day
            return count(seconds / week, "week") + (days > 0 ? " " + count(days, "day") : "")
        case (2 * day)...: return count(seconds / day, "day")
        case (25 * hour)...: return "\(count(seconds / day, "day")) \(seconds % day / hour)h"
        case (6 * hour)...: return "\(seconds / hour)h"
        case hour...: return "\(seconds / hour)h \(seconds % hour / minute)min"
        case (5 * minute)...: return "\(seconds / minute)min"
        case minute...: return "\(seconds / minute)min \(seconds % minute)s"
        default: return "\(max(seconds, 0))s"
        }
    }
}
