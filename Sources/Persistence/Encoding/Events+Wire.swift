internal import Autoscaling
internal import CivilTime

extension Occurrence: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(id, to: 1)
        if let nominal { writer.write(nanoseconds: nominal.secondsSince1970, to: 2) }
        writer.write(target, to: 3)
        writer.write(goal, to: 4)
        writer.write(openedAt, to: 5)
        writer.write(startedAt, to: 6)
        writer.write(acceptedAt, to: 7)
        writer.write(endedAt, to: 8)
        writer.write(attempts, to: 9)
        writer.write(outcome, to: 10)
        writer.write(reason, to: 11)
        writer.write(requestId, to: 12)
        writer.write(folded == 0 ? nil : folded, to: 13)
        writer.write(unsent == 0 ? nil : unsent, to: 14)
        writer.write(reopenedAt, to: 15)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var id: OccurrenceID?
        var target: Target?
        var goal: Goal?
        var reason: Reason?
        var nominal: CivilDateTime?
        var (openedAt, startedAt, acceptedAt, endedAt) = (Instant?.none, Instant?.none, Instant?.none, Instant?.none)
        var (attempts, folded, unsent) = (0, 0, 0)
        var reopenedAt: Instant?
        var outcome: Outcome?
        var requestId: String?
        while let field = try reader.next() {
            switch field {
            case 1: id = try reader.message()
            case 2: nominal = CivilDateTime(secondsSince1970: try reader.nanoseconds())
            case 3: target = try reader.message()
            case 4: goal = try reader.message()
            case 5: openedAt = try reader.instant()
            case 6: startedAt = try reader.instant()
            case 7: acceptedAt = try reader.instant()
            case 8: endedAt = try reader.instant()
            case 9: attempts = try reader.number()
            case 10: outcome = try reader.message()
            case 11: reason = try reader.message()
            case 12: requestId = try reader.text()
            case 13: folded = try reader.number()
            case 14: unsent = try reader.number()
            case 15: reopenedAt = try reader.instant()
            default: try reader.skip()
            }
        }
        guard let id, let target, let goal, let reason else { throw .damaged }
        self.init(id: id, nominal: nominal, target: target, goal: goal, reason: reason)
        self.openedAt = openedAt
        self.startedAt = startedAt
        self.acceptedAt = acceptedAt
        self.endedAt = endedAt
        self.attempts = attempts
        self.outcome = outcome
        self.requestId = requestId
        self.folded = folded
        self.unsent = unsent
        self.reopenedAt = reopenedAt
    }
}

extension OccurrenceID: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(serviceId, to: 1)
        writer.write(cause, to: 2)
        writer.write(nanoseconds: instant.nanosecondsSince1970, to: 3)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var cause: Cause?
        var (serviceId, instant) = ("", Instant.distantPast)
        while let field = try reader.next() {
            switch field {
            case 1: serviceId = try reader.sharedText()
            case 2: cause = try reader.message()
            case 3: instant = try reader.instant()
            default: try reader.skip()
            }
        }
        guard let cause else { throw .damaged }
        self.init(serviceId: serviceId, cause: cause, instant: instant)
    }
}

extension Cause: WireMessage {
    func write(to writer: inout WireWriter) {
        switch self {
        case .job(let name): writer.write(name, to: 1)
        case .scheduledAction: writer.write(true, to: 2)
        case .command(let what): writer.write(what, to: 3)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.choice { reader, field throws(WireError) in
            switch field {
            case 1: .job(try reader.sharedText())
            case 2: try reader.chosen(.scheduledAction)
            case 3: .command(try reader.sharedText())
            default: nil
            }
        }
    }
}

extension Outcome: WireMessage {
    func write(to writer: inout WireWriter) {
        switch self {
        case .applied(clamped: nil): writer.write(true, to: 1)
        case .applied(clamped: let clamp?): writer.write(clamp, to: 2)
        case .alreadyThere: writer.write(true, to: 3)
        case .superseded(let newer): writer.write(newer, to: 4)
        case .supersededByManualChange: writer.write(true, to: 5)
        case .excluded(let line): writer.write(line, to: 6)
        case .skipped(let why): writer.write(why.rawValue, to: 7)
        case .dryRun: writer.write(true, to: 8)
        case .failed(let code, let message, let requestId):
            writer.write(Failure(code: code, message: message, requestId: requestId), to: 9)
        case .stuck: writer.write(true, to: 10)
        case .dropped: writer.write(true, to: 11)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.choice { reader, field throws(WireError) in
            switch field {
            case 1: try reader.chosen(.applied(clamped: nil))
            case 2: .applied(clamped: try reader.message())
            case 3: try reader.chosen(.alreadyThere)
            case 4: .superseded(by: try reader.message())
            case 5: try reader.chosen(.supersededByManualChange)
            case 6: .excluded(by: try reader.sharedText())
            case 7: .skipped(try reader.word())
            case 8: try reader.chosen(.dryRun)
            case 9: try reader.message(Failure.self).outcome
            case 10: try reader.chosen(.stuck)
            case 11: try reader.chosen(.dropped)
            default: nil
            }
        }
    }

    private struct Failure: WireMessage {
        var code = ""
        var message = ""
        var requestId: String?

        var outcome: Outcome { .failed(code: code, message: message, requestId: requestId) }

        init(code: String, message: String, requestId: String?) {
            self.code = code
            self.message = message
            self.requestId = requestId
        }

        func write(to writer: inout WireWriter) {
            writer.write(code, to: 1)
            writer.write(message, to: 2)
            writer.write(requestId, to: 3)
        }

        init(from reader: inout WireReader) throws(WireError) {
            while let field = try reader.next() {
                switch field {
                case 1: code = try reader.sharedText()
                case 2: message = try reader.text()
                case 3: requestId = try reader.text()
                default: try reader.skip()
                }
            }
        }
    }
}

extension Reason: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(code.rawValue, to: 1)
        writer.write(sentence, to: 2)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var code: Code?
        var sentence = ""
        while let field = try reader.next() {
            switch field {
            case 1: code = try reader.word()
            case 2: sentence = try reader.text()
            default: try reader.skip()
            }
        }
        guard let code else { throw .damaged }
        self.init(code, sentence)
    }
}
