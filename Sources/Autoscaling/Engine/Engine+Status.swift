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
    var trouble: Reachability.Trouble?
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
        if case .some = fleet.freeze { facts.isFrozen = true } else { facts.isFrozen = false }
        facts.isLeader = isLeader
        facts.isDurable = isDurable
        facts.credentialsProblem = credentialsProblem
        facts.refusal = refusal
        facts.trouble = reach.trouble
        facts.clock = clock.state
        facts.minutesOff = clock.state == .api ? (clock.offset ?? .zero).nanoseconds / 60_000_000_000 : 0
        guard facts != statusFacts || status.isEmpty else { return }
        statusFacts = facts
        status = line(facts)
        effects.append(.publishStatus(status))
    }

    /// The service whose event comes first. Entries of events that are past, or no longer their service's next, are
    /// passed over; a service whose next firing is excluded is entered again with the event that really comes.
    private mutating func firstDue() -> Due? {
        var moved = 0
        while let at = nextEvents.firstInstant, at <= time { _ = nextEvents.popFirstInstant() }
        while let first = nextEvents.first() {
            let i = first.service
            guard i < services.count, !services[i].isNextDueStale,
                let due = services[i].held == nil ? services[i].nextDue : services[i].held?.next,
                due == first.at || excludedDue[i]?.firing == due && excludedDue[i]?.event.instant == first.at
            else {
                nextEvents.removeFirst()
                continue
            }
            if let known = statusEvent, known.due == first, known.event.map({ $0.instant <= first.at }) ?? true {
                return first
            }
            let event =
                due == first.at
                ? Self.nextEvent(services[i].schedule, after: due - .nanoseconds(1)) : excludedDue[i]?.event
            // On a holiday of a large fleet the rest has time until the next turn.
            if let event, event.instant > first.at, moved < Self.mostMoved {
                moved += 1
                nextEvents.removeFirst()
                excludedDue[i] = (due, event)
                nextEvents.insert(i, at: event.instant)
                continue
            }
            statusEvent = (first, event)
            return first
        }
        return nil
    }

    private static let mostMoved = 100

    private mutating func line(_ facts: StatusFacts) -> String {
        var line = ""
        // It comes anew with nearly every turn: put together in one place.
        line.reserveCapacity(160)
        line += "\(facts.services) \(facts.services == 1 ? "service" : "services"), "
        line += "\(facts.counts.jobs) \(facts.counts.jobs == 1 ? "job" : "jobs")"
        if let next = facts.next {
            if let event = statusEvent?.event {
                let time = clockTime(event.instant, event.zone)
                line += "; next \(services[next.service].name) \(event.target) at \(time)"
            }
        } else {
            line += "; nothing to come"
        }
        let held = facts.counts.held > 0 ? ", \(facts.counts.held) held" : ""
        line += "; \(facts.counts.open) open\(held), \(facts.counts.failed) failed"
        var modes: [String] = []
        if facts.isDryRun { modes.append("dry run") }
        if facts.isFrozen { modes.append("frozen") }
        if !facts.isLeader { modes.append("another host leads") }
        if let credentialsProblem { modes.append(credentialsProblem) }
        if let refusal { modes.append("the API refuses the key: \(refusal)") }
        if let apiTrouble { modes.append(apiTrouble) }
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
        guard instant - time < Self.day, let mark = text.utf8.firstIndex(of: UInt8(ascii: "T")) else { return text }
        return String(text[text.utf8.index(after: mark)...])
    }
}
