import CivilTime
import CronSchedule

/// Whether the API answers at all; an error that is the API's own is an answer, a gateway's HTTP 502 is none.
struct Reachability: Sendable {
    /// So many calls in a row end without an answer before the API counts as unreachable.
    static let patience = 3
    /// And for so long: calls in flight together may all end with one connection.
    static let shortest: Duration = .seconds(1)

    private(set) var answeredAt: MonotonicInstant?
    /// When the first call ended that has had no answer since; nil where the newest had one.
    private(set) var failingSince: MonotonicInstant?
    private(set) var problem = ""
    private var failures = 0
    private var failedAt: MonotonicInstant?

    var isUnreachable: Bool {
        guard failures >= Self.patience, let failingSince, let failedAt else { return false }
        return failedAt - failingSince >= Self.shortest
    }

    mutating func answered(at instant: MonotonicInstant) {
        answeredAt = instant
        failingSince = nil
        failures = 0
        problem = ""
    }

    mutating func failed(_ why: String, at instant: MonotonicInstant) {
        failingSince = failingSince ?? instant
        failures += 1
        failedAt = instant
        problem = why
    }
}

extension Engine {
    /// Takes in whether a call had an answer, and says where that makes a difference.
    mutating func noteReach(_ report: CallReport) {
        let wasUnreachable = reach.isUnreachable
        switch report.outcome {
        case .modified, .service, .page, .failed: reach.answered(at: report.endedAt)
        case .notSent(let why), .unknown(let why): reach.failed(why, at: report.endedAt)
        }
        guard reach.isUnreachable != wasUnreachable else { return }
        if let sentence = unreachable {
            effects.append(.report(Report(.apiUnreachable, "\(sentence); calls are tried again")))
        } else {
            effects.append(.report(Report(.apiReachable, "the API answers again")))
        }
    }

    /// `API unreachable since 2026-11-24T08:30:00+08:00: …`; nil where it is not.
    var unreachable: String? {
        guard reach.isUnreachable, let since = reach.failingSince else { return nil }
        func shown(_ instant: MonotonicInstant) -> String {
            let at = time - (now.boot - instant)
            return Instant(secondsSince1970: at.secondsSince1970).rfc3339(
                in: services.first?.schedule.jobs.first?.zone ?? .utc)
        }
        let last = reach.answeredAt.map { "last answer \(shown($0))" } ?? "no answer since the start"
        return "API unreachable since \(shown(since)): \(reach.problem) (\(last))"
    }

    func apiSnapshot(at now: Moment) -> FleetSnapshot.API {
        let time = clock.trusted(at: now)
        func instant(_ boot: MonotonicInstant?) -> Instant? { boot.map { time - (now.boot - $0) } }
        return FleetSnapshot.API(
            failingSince: instant(reach.failingSince), problem: reach.problem.isEmpty ? nil : reach.problem,
            isUnreachable: reach.isUnreachable, lastAnswer: instant(reach.answeredAt))
    }
}
