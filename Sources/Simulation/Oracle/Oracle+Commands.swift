import Autoscaling
import CivilTime
import CronSchedule

extension Oracle {
    /// The engine answered a command. `sequence` is that of the last record of its turn.
    mutating func replied(_ id: CommandID, _ reply: CommandReply, sequence: UInt64, at now: Instant) {
        guard let command = commands.removeValue(forKey: id), case .done = reply else { return }
        switch command {
        case .freeze(let end, _):
            let until = resolved(end, in: order, at: now)
            Oracle.begin(
                HoldSpan(began: now, until: until, isUntilNextEvent: end == .nextEvent, sequence: sequence),
                in: &freezes)
        case .thaw: Oracle.end(&freezes, at: now)
        case .pause(let serviceId, let end, let skips, _):
            let until = resolved(end, in: [serviceId], at: now)
            change(serviceId) {
                Oracle.begin(
                    HoldSpan(
                        began: now, skips: skips, until: until, isUntilNextEvent: end == .nextEvent,
                        sequence: sequence),
                    in: &$0.pauses)
            }
        case .unpause(let serviceId): change(serviceId) { Oracle.end(&$0.pauses, at: now) }
        case .override(let serviceId, let goal, let until, _, _):
            let until = resolved(until, in: [serviceId], at: now)
            change(serviceId) {
                Oracle.begin(HoldSpan(began: now, until: until, sequence: sequence), in: &$0.overrides)
                $0.commandedGoals.append(goal)
            }
        case .endOverride(let serviceId): change(serviceId) { Oracle.end(&$0.overrides, at: now) }
        case .run(let serviceId, let job, _):
            change(serviceId) { book in
                let target = book.schedule?.jobs.first { $0.name == job }?.target
                if let target { book.commandedGoals.append(Goal(target, after: nil)) }
            }
        case .retry(let serviceId): change(serviceId) { $0.retriedAt = now }
        case .drop(let serviceId, _): change(serviceId) { $0.droppedAt = now }
        }
    }

    /// Until the next event: until the next firing of anything concerned. One that is excluded may or may not count.
    private func resolved(_ until: HoldEnd, in concerned: [String], at now: Instant) -> HoldEnd {
        guard case .nextEvent = until else { return until }
        let next = concerned.flatMap { books[$0]?.versions ?? [] }.compactMap { version -> Instant? in
            var version = version
            return version.left == nil && version.isEnabled ? version.next(after: now - tolerance)?.instant : nil
        }.min()
        return next.map { .instant($0) } ?? until
    }

    /// New files may bring an event sooner than those that a hold began under.
    mutating func resolveHolds(at now: Instant) {
        func sooner(_ span: HoldSpan, _ concerned: [String]) -> HoldEnd {
            guard span.isUntilNextEvent, span.ended == nil,
                case .instant(let next) = resolved(.nextEvent, in: concerned, at: now)
            else { return span.until }
            if case .instant(let end) = span.until, end <= next { return span.until }
            return .instant(next)
        }
        for index in freezes.indices { freezes[index].until = sooner(freezes[index], order) }
        for serviceId in order {
            guard let book = books[serviceId] else { continue }
            for index in book.pauses.indices { book.pauses[index].until = sooner(book.pauses[index], [serviceId]) }
        }
    }

    private mutating func change(_ serviceId: String, _ body: (Book) -> Void) {
        guard let book = books[serviceId] else { return }
        body(book)
    }

    private static func begin(_ span: HoldSpan, in spans: inout [HoldSpan]) {
        end(&spans, at: span.began)
        spans.append(span)
    }

    private static func end(_ spans: inout [HoldSpan], at now: Instant) {
        for index in spans.indices where spans[index].ended == nil { spans[index].ended = now }
    }

    /// Records up to `sequence` are durable and the daemon was told so: holds given by then must survive.
    mutating func acknowledged(upTo sequence: UInt64) {
        isStoreFailing = false
        for index in freezes.indices where freezes[index].sequence <= sequence { freezes[index].isDurable = true }
        for serviceId in order {
            change(serviceId) { book in
                for index in book.pauses.indices where book.pauses[index].sequence <= sequence {
                    book.pauses[index].isDurable = true
                }
                for index in book.overrides.indices where book.overrides[index].sequence <= sequence {
                    book.overrides[index].isDurable = true
                }
            }
        }
    }

    /// Why no ModifyModelService may be made for a service now; nil where one may.
    func prohibition(of book: Book, at now: Instant) -> String? {
        guard let schedule = book.schedule else { return "no schedule names it" }
        if !leads { return "another host leads" }
        if configuration.settings.isDryRun || schedule.isDryRun { return "this is a dry run" }
        if let freeze = freezes.last, holds(freeze, at: now) {
            return "everything is frozen since \(freeze.began.rfc3339())"
        }
        if let pause = book.pauses.last, holds(pause, at: now) {
            return "it is paused since \(pause.began.rfc3339())"
        }
        return nil
    }

    private func holds(_ span: HoldSpan, at now: Instant) -> Bool {
        guard span.ended == nil else { return false }
        switch span.until {
        case .never: return true
        case .instant(let end): return now < end - tolerance
        case .nextEvent: return false
        }
    }
}
