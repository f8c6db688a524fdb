import CivilTime
import CronSchedule

extension Engine {
    /// One entry about a service's event, led by the service's name.
    mutating func report(
        _ kind: EventKind, _ message: String, _ occurrence: Occurrence, of i: Int, reason: Reason? = nil,
        code: String? = nil, level: EventKind.Level? = nil
    ) {
        report(
            kind, .said(services[i].name + ": " + message), occurrence, of: i, reason: reason, code: code, level: level)
    }

    mutating func report(
        _ kind: EventKind, _ text: Report.Text, _ occurrence: Occurrence, of i: Int, reason: Reason? = nil,
        code: String? = nil, level: EventKind.Level? = nil
    ) {
        // Not by way of a variable, from which it would be copied.
        effects.append(
            .report(
                Report(
                    kind, text, service: services[i].name, occurrence: occurrence, reason: reason, code: code,
                    level: level)))
    }

    /// `SCALE 4 of peak`, or of what an operator asked for `SCALE 4 (override)`.
    func words(_ target: Target, _ cause: Cause) -> String {
        if case .command = cause { return "\(target) (\(cause))" }
        return "\(target) of \(cause)"
    }

    func words(_ occurrence: Occurrence) -> String { words(occurrence.target, occurrence.id.cause) }

    /// An instant for messages about a service, as the clock shows it where its jobs are at home.
    func shown(_ instant: Instant, of i: Int) -> String {
        instant.rfc3339(in: services[i].schedule.jobs.first?.zone ?? .utc)
    }

    /// An end that is an instant has the offset that the service's own times have.
    func shown(_ until: HoldEnd, of i: Int) -> String {
        until.instant.map { "until \(shown($0, of: i))" } ?? "\(until)"
    }

    /// One entry about a service alone.
    mutating func report(_ kind: EventKind, about i: Int, _ message: String) {
        var entry = Report(kind, "\(services[i].name): \(message)")
        entry.service = services[i].name
        entry.serviceId = services[i].serviceId
        effects.append(.report(entry))
    }

    /// Hourly, until the service next converges.
    mutating func remindOfFailure(_ i: Int) {
        guard services[i].record.failedUnder != nil, services[i].record.intent == nil,
            let last = services[i].record.last,
            case .failed(let code, let message, _) = last.outcome
        else { return }
        let warned = services[i].warnedOfFailureAt ?? now.boot
        services[i].warnedOfFailureAt = warned
        guard now.boot - warned >= Self.hour else { return }
        services[i].warnedOfFailureAt = now.boot
        report(
            .eventStillFailed,
            "\(words(last)) of \(shown(last.id.instant, of: i)) failed: \(code)"
                + "\(message.isEmpty ? "" : " (\(message))"); `tidectl retry \(services[i].name)` tries again", last,
            of: i)
    }
}

extension Duration {
    /// For messages, in whole units: `3 h 5 min`, `90 ms`.
    var words: String {
        let nanoseconds = magnitude.nanoseconds
        let sign = self < .zero ? "-" : ""
        let seconds = nanoseconds / 1_000_000_000
        if nanoseconds == 0 { return "0 s" }
        if seconds == 0 { return "\(sign)\(max(1, nanoseconds / 1_000_000)) ms" }
        let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")] as [(Int64, String)]
        var rest = seconds
        var parts: [String] = []
        for (length, name) in units where rest >= length {
            parts.append("\(rest / length) \(name)")
            rest %= length
        }
        return sign + parts.prefix(2).joined(separator: " ")
    }
}

extension Instant {
    /// RFC 3339 with the offset that the zone has then.
    func rfc3339(in zone: TimeZoneRules) -> String { rfc3339(offset: zone.offset(at: self)) }
}
