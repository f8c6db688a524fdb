internal import Autoscaling
internal import CivilTime

// Field numbers are part of the file format: add, never reuse. `WireTests` fails when a type gains a field that is not
// written here.

extension ServiceRecord: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(serviceId, to: 1)
        writer.write(nanoseconds: watermark.nanosecondsSince1970, to: 2)
        for (name, job) in jobs { writer.write(NamedJob(name: name, job: job), to: 3) }
        writer.write(scheduledAction, to: 4)
        writer.write(intent, to: 5)
        writer.write(last, to: 6)
        writer.write(lastGoal, to: 7)
        writer.write(lastHpa, to: 8)
        writer.write(convergedGoal, to: 9)
        writer.write(lastKnownRunning.map { $0 ? 1 : 0 }, to: 10)
        writer.write(pause, to: 11)
        writer.write(override, to: 12)
        writer.write(stoppedUntilChanged, to: 13)
        writer.write(failedUnder, to: 14)
        writer.write(scheduleIdentity, to: 15)
        writer.write(failedGoal, to: 16)
        writer.write(lastKnownHybrid.map { $0 ? 1 : 0 }, to: 17)
        for span in skipped { writer.write(span, to: 18) }
        writer.write(appliesScheduledState, to: 19)
        for owed in owed { writer.write(owed, to: 20) }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(serviceId: "", watermark: .distantPast)
        while let field = try reader.next() {
            switch field {
            case 1: serviceId = try reader.text()
            case 2: watermark = try reader.instant()
            case 3:
                let named: NamedJob = try reader.message()
                jobs[named.name] = named.job
            case 4: scheduledAction = try reader.message()
            case 5: intent = try reader.message()
            case 6: last = try reader.message()
            case 7: lastGoal = try reader.message()
            case 8: lastHpa = try reader.message()
            case 9: convergedGoal = try reader.message()
            case 10: lastKnownRunning = try reader.number() != 0
            case 11: pause = try reader.message()
            case 12: override = try reader.message()
            case 13: stoppedUntilChanged = try reader.sharedText()
            case 14: failedUnder = try reader.sharedText()
            case 15: scheduleIdentity = try reader.sharedText()
            case 16: failedGoal = try reader.message()
            case 17: lastKnownHybrid = try reader.number() != 0
            case 18: skipped.append(try reader.message())
            case 19: appliesScheduledState = try reader.flag()
            case 20: owed.append(try reader.message())
            default: try reader.skip()
            }
        }
    }
}

extension OwedEvent: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(event, to: 1)
        writer.write(nanoseconds: since.nanosecondsSince1970, to: 2)
        writer.write(nanoseconds: takenAt.nanosecondsSince1970, to: 3)
        writer.write(isGone, to: 4)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var event: Event?
        var (since, takenAt, isGone) = (Instant.distantPast, Instant.distantPast, false)
        while let field = try reader.next() {
            switch field {
            case 1: event = try reader.message()
            case 2: since = try reader.instant()
            case 3: takenAt = try reader.instant()
            case 4: isGone = try reader.flag()
            default: try reader.skip()
            }
        }
        guard let event else { throw .damaged }
        self.init(event: event, since: since, takenAt: takenAt)
        self.isGone = isGone
    }
}

extension Event: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(cause, to: 1)
        writer.write(nanoseconds: instant.nanosecondsSince1970, to: 2)
        writer.write(nanoseconds: nominal.secondsSince1970, to: 3)
        writer.write(target, to: 4)
        writer.write(order, to: 5)
        writer.write(exclusion, to: 6)
        if let deadline { writer.write(nanoseconds: deadline.nanoseconds, to: 7) }
        writer.write(folded == 0 ? nil : folded, to: 8)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var cause: Cause?
        var target: Target?
        var (instant, nominal, order) = (Instant.distantPast, CivilDateTime(secondsSince1970: 0), 0)
        var exclusion: String?
        var deadline: Duration?
        var folded = 0
        while let field = try reader.next() {
            switch field {
            case 1: cause = try reader.message()
            case 2: instant = try reader.instant()
            case 3: nominal = CivilDateTime(secondsSince1970: try reader.nanoseconds())
            case 4: target = try reader.message()
            case 5: order = try reader.number()
            case 6: exclusion = try reader.sharedText()
            case 7: deadline = .nanoseconds(try reader.nanoseconds())
            case 8: folded = try reader.number()
            default: try reader.skip()
            }
        }
        guard let cause, let target else { throw .damaged }
        self.init(
            cause: cause, instant: instant, nominal: nominal, target: target, order: order, exclusion: exclusion,
            deadline: deadline)
        self.folded = folded
    }
}

/// An entry of ``ServiceRecord/jobs``.
private struct NamedJob: WireMessage {
    var name = ""
    var job: JobRecord

    init(name: String, job: JobRecord) {
        self.name = name
        self.job = job
    }

    func write(to writer: inout WireWriter) {
        writer.write(name, to: 1)
        writer.write(job, to: 2)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var job: JobRecord?
        while let field = try reader.next() {
            switch field {
            case 1: name = try reader.sharedText()
            case 2: job = try reader.message()
            default: try reader.skip()
            }
        }
        guard let job else { throw .damaged }
        self.job = job
    }
}

extension JobRecord: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(identity, to: 1)
        writer.write(nanoseconds: since.nanosecondsSince1970, to: 2)
        writer.write(isEnabled, to: 3)
        writer.write(last, to: 4)
        writer.write(result, to: 5)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(identity: "", since: .distantPast, isEnabled: false)
        while let field = try reader.next() {
            switch field {
            case 1: identity = try reader.sharedText()
            case 2: since = try reader.instant()
            case 3: isEnabled = try reader.flag()
            case 4: last = try reader.instant()
            case 5: result = try reader.sharedText()
            default: try reader.skip()
            }
        }
    }
}

extension Intent: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(occurrence, to: 1)
        writer.write(goal, to: 2)
        writer.write(clamp, to: 3)
        writer.write(callMayBeInFlight, to: 4)
        writer.write(isAccepted, to: 5)
        writer.write(isStuck, to: 6)
        writer.write(foldedSize, to: 7)
        writer.write(isForced, to: 8)
        writer.write(mayHaveActed, to: 9)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var occurrence: Occurrence?
        var goal: Goal?
        var clamp: Clamp?
        var foldedSize: Size?
        var (callMayBeInFlight, isAccepted, isStuck, isForced) = (false, false, false, false)
        var mayHaveActed = false
        while let field = try reader.next() {
            switch field {
            case 1: occurrence = try reader.message()
            case 2: goal = try reader.message()
            case 3: clamp = try reader.message()
            case 4: callMayBeInFlight = try reader.flag()
            case 5: isAccepted = try reader.flag()
            case 6: isStuck = try reader.flag()
            case 7: foldedSize = try reader.message()
            case 8: isForced = try reader.flag()
            case 9: mayHaveActed = try reader.flag()
            default: try reader.skip()
            }
        }
        guard let occurrence, let goal else { throw .damaged }
        self.init(occurrence: occurrence, goal: goal)
        self.clamp = clamp
        self.foldedSize = foldedSize
        self.isForced = isForced
        self.callMayBeInFlight = callMayBeInFlight
        self.mayHaveActed = mayHaveActed
        self.isAccepted = isAccepted
        self.isStuck = isStuck
    }
}

extension FleetRecord: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(freeze, to: 1)
        writer.write(lastSeen, to: 2)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init()
        while let field = try reader.next() {
            switch field {
            case 1: freeze = try reader.message()
            case 2: lastSeen = try reader.instant()
            default: try reader.skip()
            }
        }
    }
}

extension Hold: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(by, to: 1)
        writer.write(reason, to: 2)
        writer.write(nanoseconds: since.nanosecondsSince1970, to: 3)
        writer.write(until, to: 4)
        writer.write(skips, to: 5)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(by: Actor(uid: 0, name: ""), reason: "", since: .distantPast, until: .never, skips: false)
        while let field = try reader.next() {
            switch field {
            case 1: by = try reader.message()
            case 2: reason = try reader.text()
            case 3: since = try reader.instant()
            case 4: until = try reader.message()
            case 5: skips = try reader.flag()
            default: try reader.skip()
            }
        }
    }
}

extension EndedHold: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(kind.rawValue, to: 1)
        writer.write(serviceId, to: 2)
        writer.write(hold, to: 3)
        writer.write(goal, to: 4)
        writer.write(nanoseconds: endedAt.nanosecondsSince1970, to: 5)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var kind: Kind?
        var serviceId: String?
        var hold: Hold?
        var goal: Goal?
        var endedAt: Instant?
        while let field = try reader.next() {
            switch field {
            case 1: kind = try reader.word()
            case 2: serviceId = try reader.text()
            case 3: hold = try reader.message()
            case 4: goal = try reader.message()
            case 5: endedAt = try reader.instant()
            default: try reader.skip()
            }
        }
        guard let kind, let hold, let endedAt else { throw .damaged }
        self.init(kind, serviceId: serviceId, hold: hold, goal: goal, endedAt: endedAt)
    }
}

extension SkippedSpan: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(by, to: 1)
        writer.write(nanoseconds: since.nanosecondsSince1970, to: 2)
        writer.write(nanoseconds: until.nanosecondsSince1970, to: 3)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(by: Actor(uid: 0, name: ""), since: .distantPast, until: .distantPast)
        while let field = try reader.next() {
            switch field {
            case 1: by = try reader.message()
            case 2: since = try reader.instant()
            case 3: until = try reader.instant()
            default: try reader.skip()
            }
        }
    }
}

extension Override: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(goal, to: 1)
        writer.write(by, to: 2)
        writer.write(reason, to: 3)
        writer.write(nanoseconds: since.nanosecondsSince1970, to: 4)
        writer.write(until, to: 5)
        writer.write(force, to: 6)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var goal: Goal?
        var (by, reason, since, until) = (Actor(uid: 0, name: ""), "", Instant.distantPast, HoldEnd.never)
        var force = false
        while let field = try reader.next() {
            switch field {
            case 1: goal = try reader.message()
            case 2: by = try reader.message()
            case 3: reason = try reader.text()
            case 4: since = try reader.instant()
            case 5: until = try reader.message()
            case 6: force = try reader.flag()
            default: try reader.skip()
            }
        }
        guard let goal else { throw .damaged }
        self.init(goal: goal, by: by, reason: reason, since: since, until: until, force: force)
    }
}

extension HoldEnd: WireMessage {
    func write(to writer: inout WireWriter) {
        switch self {
        case .never: writer.write(true, to: 1)
        case .instant(let instant): writer.write(instant, to: 2)
        case .nextEvent: writer.write(true, to: 3)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.choice { reader, field throws(WireError) in
            switch field {
            case 1: try reader.chosen(.never)
            case 2: .instant(try reader.instant())
            case 3: try reader.chosen(.nextEvent)
            default: nil
            }
        }
    }
}

extension Actor: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(Int(uid), to: 1)
        writer.write(name, to: 2)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(uid: 0, name: "")
        while let field = try reader.next() {
            switch field {
            case 1: uid = UInt32(clamping: try reader.number())
            case 2: name = try reader.sharedText()
            default: try reader.skip()
            }
        }
    }
}
