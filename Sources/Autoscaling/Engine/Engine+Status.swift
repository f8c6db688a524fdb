import CivilTime
import CronSchedule

/// What the status line says, apart from words: it is asked after every input, and is a line anew where some of it has
/// changed.
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
        guard facts != statusFacts || status == nil else { return }
        statusFacts = facts
        let next = facts.next.map { (name: services[$0.service].name, event: statusEvent?.event) }
        let line = StatusLine(
            facts: facts, next: next, apiTrouble: facts.trouble == nil ? nil : apiTrouble, clockOffset: clock.offset,
            time: time)
        status = line
        effects.append(.publishStatus(line))
    }

    /// The service whose event comes first. Entries of events that are past, or no longer their service's next, are
    /// passed over, as are those that a scheduled stop holds; a service whose next firing is excluded is entered again with the event that really comes.
    private mutating func firstDue() -> Due? {
        var moved = 0
        while let at = nextEvents.firstInstant, at <= time { _ = nextEvents.popFirstInstant() }
        while let first = nextEvents.first() {
            let i = first.service
            guard i < services.count, !services[i].isNextDueStale, !isHeldByStop(i),
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
}

/// The line for `STATUS=`.
///
/// It comes anew with nearly every turn, and is put into words only by who shows it.
public struct StatusLine: Sendable, CustomStringConvertible {
    let facts: StatusFacts
    /// The service whose event comes first, and that event where it is one.
    let next: (name: String, event: NextEvent?)?
    /// Since when and why the API does not answer.
    let apiTrouble: String?
    /// API less host.
    let clockOffset: Duration?
    /// Trusted time at which it was said.
    let time: Instant

    public var description: String {
        var line = "\(facts.services) \(facts.services == 1 ? "service" : "services"), "
        line += "\(facts.counts.jobs) \(facts.counts.jobs == 1 ? "job" : "jobs")"
        if let next {
            if let event = next.event {
                line += "; next \(next.name) \(event.target) at \(clockTime(event.instant, event.zone))"
            }
        } else {
            line += "; nothing to come"
        }
        let held = facts.counts.held > 0 ? ", \(facts.counts.held) held" : ""
        line += "; \(facts.counts.open) open\(held), \(facts.counts.failed) failed"
        return ([line] + conditions).joined(separator: "; ")
    }

    /// What is not as usual.
    private var conditions: [String] {
        var conditions: [String] = []
        if facts.isDryRun { conditions.append("dry run") }
        if facts.isFrozen { conditions.append("frozen") }
        if !facts.isLeader { conditions.append("another host leads") }
        if let problem = facts.credentialsProblem { conditions.append(problem) }
        if let refusal = facts.refusal { conditions.append("the API refuses the key: \(refusal)") }
        if let apiTrouble { conditions.append(apiTrouble) }
        switch facts.clock {
        case .unsettled: conditions.append("the API has not confirmed the time yet")
        case .api: conditions.append("host's clock off by \((clockOffset ?? .zero).magnitude.words)")
        case .local: break
        }
        if !facts.isDurable { conditions.append("records are not durable") }
        return conditions
    }

    /// `08:30:00+08:00`, with the date where it is not within a day.
    private func clockTime(_ instant: Instant, _ zone: TimeZoneRules) -> String {
        let text = instant.rfc3339(in: zone)
        guard instant - time < Engine.day, let mark = text.utf8.firstIndex(of: UInt8(ascii: "T")) else { return text }
        return String(text[text.utf8.index(after: mark)...])
    }
}
