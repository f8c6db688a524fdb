import CivilTime
import CronSchedule

/// What the status line says, before it is put into words: that is done only when something of it has changed, for it is
/// asked after every input.
struct StatusFacts: Equatable, Sendable {
    var services = 0
    var counts = Tally()
    /// The service whose event comes first, and when.
    var next: Due?
    var isDryRun = false
    var isFrozen = false
    var isLeader = true
    var isDurable = true
    var credentialsProblem: String?
    var refusal: String?
    var clock = ClockJudge.State.unsettled
    /// How far the host's clock is off, in minutes; 0 where it is trusted.
    var minutesOff: Int64 = 0
}

extension Engine {
    /// The line for `STATUS=`. It changes with events, not with time.
    mutating func publishStatus() {
        guard isConfigured else { return }
        var facts = statusFacts
        facts.services = services.count
        facts.counts = tally
        facts.next = firstDue()
        facts.isDryRun = settings.isDryRun
        facts.isFrozen = fleet.freeze != nil
        facts.isLeader = isLeader
        facts.isDurable = isDurable
        facts.credentialsProblem = credentialsProblem
        facts.refusal = refusal
        facts.clock = clock.state
        facts.minutesOff = clock.state == .api ? (clock.offset ?? .zero).nanoseconds / 60_000_000_000 : 0
        guard facts != statusFacts || status.isEmpty else { return }
        statusFacts = facts
        status = line(facts)
        effects.append(.publishStatus(status))
    }

    /// The service whose event comes first. Entries of events that are past, or no longer their service's next, are
    /// passed over.
    private mutating func firstDue() -> Due? {
        while let first = nextHeap.first {
            if first.at > time, first.service < services.count, !services[first.service].isNextDueStale,
                services[first.service].nextDue == first.at
            {
                return first
            }
            _ = nextHeap.popFirst()
        }
        return nil
    }

    private mutating func line(_ facts: StatusFacts) -> String {
        var line =
            "\(facts.services) \(facts.services == 1 ? "service" : "services"), "
            + "\(facts.counts.jobs) \(facts.counts.jobs == 1 ? "job" : "jobs")"
        if let next = facts.next {
            // What is due first may be excluded; then the line says what really comes first for that service.
            if statusEvent?.due != next {
                let event = Self.nextEvent(services[next.service].schedule, after: next.at - .nanoseconds(1))
                statusEvent = (next, event)
            }
            let event = statusEvent?.event
            line +=
                event.map { "; next \(services[next.service].name) \($0.target) at \(clockTime($0.instant, $0.zone))" }
                ?? ""
        } else {
            line += "; nothing to come"
        }
        line += "; \(facts.counts.open) open, \(facts.counts.failed) failed"
        var modes: [String] = []
        if facts.isDryRun { modes.append("dry run") }
        if facts.isFrozen { modes.append("frozen") }
        if !facts.isLeader { modes.append("another host leads") }
        if let credentialsProblem { modes.append(credentialsProblem) }
        if let refusal { modes.append("the API refuses the key: \(refusal)") }
        switch facts.clock {
        case .unsettled: modes.append("the API has not confirmed the time yet")
        case .api: modes.append("host's clock off by \((clock.offset ?? .zero).magnitude.words)")
        case .local: break
        }
        if !facts.isDurable { modes.append("records are not durable") }
        return modes.isEmpty ? line : line + "; " + modes.joined(separator: "; ")
    }

    /// `08:30:00+08:00`, with the date where it is not within a day.
    private func clockTime(_ instant: Instant, _ zone: TimeZoneRules) -> String {
        let text = instant.rfc3339(in: zone)
        let isSoon = instant - time < Self.day
        return isSoon ? String(text.drop { $0 != "T" }.dropFirst()) : text
    }
}
