import CivilTime

/// Decides whose time to trust: the host's clock, or the API's.
///
/// No action can happen without the API, and every answer of it carries its `Date`, so the API judges. At a start, and
/// whenever an answer disagrees with the host's clock by more than `tolerance`, the judge is *unsettled* and no new
/// event begins. One answer that agrees with the host's clock settles on that; two that disagree with it, at least 1 s
/// apart and within 2 s of one another, settle on theirs.
struct ClockJudge: Sendable {
    enum State: Hashable, Sendable { case unsettled, local, api }

    enum Verdict: Hashable, Sendable {
        case unchanged
        /// An answer disagrees: wait for another.
        case doubted(offset: Duration)
        /// The host's clock is trusted from now on.
        case trustsLocal
        /// The API's time is trusted from now on; the host's clock is off by so much, API less host.
        case trustsAPI(offset: Duration)
    }

    private(set) var state = State.unsettled
    /// API less host, by the newest answer that had a `Date`.
    private(set) var offset: Duration?
    /// The API's time less CLOCK_BOOTTIME by the answer that waits for a second one, and when that came.
    private var candidate: (difference: Int64, at: MonotonicInstant)?
    /// The API's time less CLOCK_BOOTTIME, in nanoseconds, where ``state`` is `api`. Never more than the truth, so that
    /// no event begins before its instant.
    private var difference: Int64 = 0
    /// `MaxClockSkewSec=`
    var tolerance: Duration = .seconds(30)

    /// Answers that took longer say too little about the time.
    static let longestRoundTrip: Duration = .seconds(5)
    static let agreement: Duration = .seconds(2)
    static let probeInterval: Duration = .seconds(1)

    /// The time to decide by and to sign with.
    func trusted(at now: Moment) -> Instant {
        switch state {
        case .local: now.local
        case .api: Instant(nanosecondsSince1970: now.boot.nanosecondsSinceBoot &+ difference)
        case .unsettled:
            candidate.map { Instant(nanosecondsSince1970: now.boot.nanosecondsSinceBoot &+ $0.difference) } ?? now.local
        }
    }

    /// When `instant` comes by CLOCK_BOOTTIME, where the API's time is trusted; nil where the host's clock is.
    func boot(of instant: Instant) -> MonotonicInstant? {
        guard state == .api else { return nil }
        return MonotonicInstant(nanosecondsSinceBoot: instant.nanosecondsSince1970 &- difference)
    }

    /// The host's clock was set: nothing is trusted until an answer has judged it.
    mutating func doubt() {
        guard state == .local else { return }
        state = .unsettled
        candidate = nil
    }

    mutating func judge(_ report: CallReport, at now: Moment) -> Verdict {
        guard report.isTrustworthy, report.endedAt - report.sentAt <= Self.longestRoundTrip else { return .unchanged }
        guard let date = report.serverDate else {
            if state != .unsettled || candidate != nil { return .unchanged }
            state = .local
            return .trustsLocal
        }
        // `Date` has whole seconds: at the middle of the round trip the API's clock stood between it and a second more.
        let middle = report.sentAt + .nanoseconds((report.endedAt - report.sentAt).nanoseconds / 2)
        let least = date.nanosecondsSince1970 &- middle.nanosecondsSinceBoot
        let host = now.local.nanosecondsSince1970 &- now.boot.nanosecondsSinceBoot
        let answerOffset = Duration.nanoseconds(least &+ 500_000_000 &- host)
        offset = answerOffset
        if answerOffset.magnitude <= tolerance {
            candidate = nil
            if state == .local { return .unchanged }
            state = .local
            return .trustsLocal
        }
        if state == .api {
            if Duration.nanoseconds(least &- difference).magnitude <= Self.agreement {
                difference = min(max(difference, least), least &+ 1_000_000_000)
                return .unchanged
            }
            if Duration.nanoseconds(least &- difference).magnitude <= tolerance { return .unchanged }
        }
        if let first = candidate, report.endedAt - first.at >= Self.probeInterval,
            Duration.nanoseconds(least &- first.difference).magnitude <= Self.agreement
        {
            difference = max(least, first.difference)
            candidate = nil
            state = .api
            return .trustsAPI(offset: answerOffset)
        }
        if candidate == nil || Duration.nanoseconds(least &- (candidate?.difference ?? 0)).magnitude > Self.agreement {
            candidate = (least, report.endedAt)
        }
        let wasSettled = state != .unsettled
        state = .unsettled
        return wasSettled ? .doubted(offset: answerOffset) : .unchanged
    }
}

extension Duration {
    var magnitude: Duration { self < .zero ? .zero - self : self }
}
