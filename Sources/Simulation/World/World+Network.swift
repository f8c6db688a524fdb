import Autoscaling
import CivilTime
import TIONE

// Between the daemon and the server.
extension World {
    mutating func send(_ call: Call) {
        lastWire += 1
        let now = clocks.now
        let wire = Wire(
            call: call, life: life, sentAt: now, timeoutAt: now + configuration.settings.callTimeout, fate: drawFate())
        wires[lastWire] = wire
        // A request gets there while its connection is open, or never.
        let arrival = min(now + way(), wire.timeoutAt - .milliseconds(1))
        switch wire.fate {
        case .refused: agenda.enter(.ends(wire: lastWire), at: now + random.span(.milliseconds(1), .milliseconds(80)))
        case .requestLost:
            let reset = random.chance(0.5) ? now + random.span(.milliseconds(1), .milliseconds(500)) : wire.timeoutAt
            agenda.enter(.ends(wire: lastWire), at: min(reset, wire.timeoutAt))
        case .answered, .replyLost, .actsLate, .gateway, .hangs, .throttled:
            agenda.enter(.arrives(wire: lastWire), at: arrival)
            agenda.enter(.ends(wire: lastWire), at: wire.timeoutAt)
        }
    }

    private mutating func drawFate() -> Wire.Fate {
        if conditions.isOut { return random.chance(0.7) ? .refused : .requestLost }
        let network = conditions.network
        if random.chance(network.refused) { return .refused }
        if random.chance(network.requestLost) { return .requestLost }
        if random.chance(network.replyLost) { return .replyLost }
        if random.chance(network.actsLate) { return .actsLate }
        if random.chance(network.gateway) { return .gateway(acts: random.chance(0.5)) }
        if random.chance(network.hangs) { return .hangs }
        if conditions.isThrottling, random.chance(0.5) { return .throttled }
        return .answered
    }

    private mutating func way() -> Duration { random.skewedSpan(.milliseconds(2), conditions.network.slowest) }

    mutating func arrive(_ id: Int) throws(Violation) {
        guard let wire = wires[id], !wire.hasArrived else { return }
        wire.hasArrived = true
        try oracle.arrived(wire.call.request.action, at: clocks.now)
        let busy = clocks.now + random.span(.milliseconds(1), .milliseconds(30))
        switch wire.fate {
        case .actsLate: agenda.enter(.acts(wire: id), at: wire.timeoutAt + random.skewedSpan(.seconds(1), .seconds(90)))
        case .gateway(acts: false): agenda.enter(.ends(wire: id), at: min(busy + way(), wire.timeoutAt))
        case .throttled:
            wire.answer = .failed(apiError("RequestLimitExceeded"))
            wire.answeredAt = busy
            agenda.enter(.ends(wire: id), at: min(busy + way(), wire.timeoutAt))
        case .answered, .replyLost, .gateway(acts: true), .hangs:
            agenda.enter(.acts(wire: id), at: busy)
            if random.chance(conditions.network.actsTwice) {
                agenda.enter(.acts(wire: id), at: busy + random.skewedSpan(.milliseconds(5), .seconds(60)))
            }
        case .refused, .requestLost: break
        }
    }

    mutating func act(_ id: Int) {
        guard let wire = wires[id] else { return }
        let now = clocks.now
        wire.acts += 1
        var before: Observation?
        if let serviceId = wire.call.request.modifiedService { before = account.truth(of: serviceId, at: now) }
        let answer = answer(to: wire.call)
        if let serviceId = wire.call.request.modifiedService {
            trace.note(
                .server,
                "\(wire.call.request.words): \(answer.words)\(wire.acts > 1 ? " (acted on a second time)" : "")",
                at: clocks)
            // The daemon can't know what comes after the end of its call: to it that is a change by somebody else.
            if wire.hasEnded || wire.acts > 1, before != account.truth(of: serviceId, at: now) {
                oracle.changedByOthers(serviceId, at: now)
            }
        }
        if wire.acts == 1, !wire.hasEnded {
            wire.answer = answer
            wire.answeredAt = now
            switch wire.fate {
            case .answered, .gateway, .replyLost:
                agenda.enter(.ends(wire: id), at: min(now + way(), wire.timeoutAt))
            case .hangs, .actsLate, .refused, .requestLost, .throttled: break
            }
        }
    }

    private mutating func answer(to call: Call) -> CallReport.Outcome {
        if conditions.refusesCredentials { return .failed(apiError("AuthFailure.SecretIdNotFound")) }
        if random.chance(conditions.network.apiError) {
            return .failed(apiError(random.pick(World.codes, or: "InternalError")))
        }
        guard case .modify(let modification) = call.request else { return account.answer(call.request, at: clocks.now) }
        if conditions.denied.contains(modification.serviceId) {
            return .failed(apiError("UnauthorizedOperation"))
        }
        if conditions.isBalanceShort, modification.serviceAction != .stop {
            return .failed(apiError("OperationDenied.BalanceInsufficient"))
        }
        if let group = account.resourceGroup(of: modification.serviceId), conditions.crowded.contains(group),
            account.needsMoreRoom(modification, at: clocks.now)
        {
            return .failed(apiError("ResourceInsufficient"))
        }
        return account.answer(call.request, at: clocks.now)
    }

    /// One of every class, and some that no list has.
    private static let codes = [
        "InternalError", "InternalError", "ServiceUnavailable", "FailedOperation.QueryDatabaseFail",
        "RequestLimitExceeded", "RequestLimitExceeded.UinLimitExceeded", "ResourceInUse", "FailedOperation.Processing",
        "FailedOperation", "ResourcesSoldOut", "LimitExceeded", "UnauthorizedOperation",
        "AuthFailure.UnauthorizedOperation", "AuthFailure.TokenFailure", "OperationDenied.BalanceInsufficient",
        "InvalidParameter", "OperationDenied", "UnsupportedOperation", "NeverHeardOf.Before", "ResourceNotFound",
    ]

    func apiError(_ code: String) -> APIError {
        APIError(code: code, message: "drawn by the simulation", requestID: "sim-\(lastWire)")
    }

    /// The client's part ends: with the answer, without one, or because it has waited long enough.
    mutating func end(_ id: Int) throws(Violation) {
        guard let wire = wires[id], !wire.hasEnded else { return }
        wire.hasEnded = true
        guard wire.life == life, engine != nil else { return }
        let isOverdue = clocks.now >= wire.timeoutAt
        var answered = false
        let outcome: CallReport.Outcome =
            switch wire.fate {
            case .refused: .notSent("connection refused")
            case .requestLost: .unknown(isOverdue ? "timed out" : "connection reset")
            case .replyLost: .unknown(isOverdue ? "timed out" : "connection reset")
            case .gateway: .unknown(isOverdue ? "timed out" : "HTTP status 502")
            case .hangs, .actsLate: .unknown("timed out")
            case .answered, .throttled:
                if let answer = wire.answer, !isOverdue { answer } else { .unknown("timed out") }
            }
        switch outcome {
        case .modified, .service, .page, .failed: answered = true
        case .notSent, .unknown: break
        }
        let date =
            answered && !conditions.hidesDate
            ? wire.answeredAt.map { Instant(secondsSince1970: $0.secondsSince1970) } : nil
        let report = CallReport(
            outcome: outcome, requestId: answered ? "sim-\(id)" : nil, sentAt: clocks.boot(at: wire.sentAt),
            endedAt: clocks.moment.boot, serverDate: date, isTrustworthy: answered)
        try take(.callEnded(wire.call.id, report))
        forget(id)
    }

    /// Keeps what the server may still act on.
    private mutating func forget(_ id: Int) {
        guard let wire = wires[id] else { return }
        if case .actsLate = wire.fate, wire.acts == 0 { return }
        if conditions.network.actsTwice > 0, wire.call.request.modifiedService != nil { return }
        wires[id] = nil
    }

    /// The process is gone and its connections with it: what was on its way arrives now or never.
    mutating func cutWires() {
        for id in wires.keys.sorted() {
            guard let wire = wires[id], wire.life == life, !wire.hasEnded else { continue }
            wire.hasEnded = true
            guard !wire.hasArrived, random.chance(0.5) else {
                if !wire.hasArrived { wires[id] = nil }
                continue
            }
            agenda.enter(.arrives(wire: id), at: clocks.now)
        }
    }
}

extension Request {
    /// The service that it changes.
    var modifiedService: String? {
        if case .modify(let modification) = self { modification.serviceId } else { nil }
    }
}
