package import CivilTime
import CronSchedule

/// Whether the API answers at all; an error that is the API's own is an answer, a gateway's HTTP 502 is none.
struct Reachability: Sendable {
    /// So many calls in a row end without an answer before the API counts as unreachable.
    static let patience = 3
    /// And for so long: calls in flight together may all end with one connection.
    static let shortest: Duration = .seconds(1)

    /// What is the matter, once it is no accident.
    enum Trouble: Hashable, Sendable {
        /// Calls end without an answer.
        case unreachable
        /// Calls can't be signed: the API is not asked.
        case unsigned
    }

    private(set) var answeredAt: MonotonicInstant?
    /// When the first call ended that has had no answer since; nil where the newest had one.
    private(set) var failingSince: MonotonicInstant?
    private(set) var problem = ""
    private var failures = 0
    private var failedAt: MonotonicInstant?
    /// Of the newest.
    private var isUnsigned = false

    var trouble: Trouble? {
        guard failures >= Self.patience, let failingSince, let failedAt, failedAt - failingSince >= Self.shortest else {
            return nil
        }
        return isUnsigned ? .unsigned : .unreachable
    }

    mutating func answered(at instant: MonotonicInstant) {
        answeredAt = instant
        failingSince = nil
        failures = 0
        problem = ""
    }

    mutating func failed(_ why: String, isUnsigned: Bool, at instant: MonotonicInstant) {
        self.isUnsigned = isUnsigned
        failingSince = failingSince ?? instant
        failures += 1
        failedAt = instant
        problem = why
    }
}

extension Engine {
    /// Takes in whether a call had an answer, and says where that makes a difference.
    mutating func noteReach(_ report: CallReport) {
        let trouble = reach.trouble
        switch report.outcome {
        case .modified, .service, .page, .failed: reach.answered(at: report.endedAt)
        case .notSent(let why), .unknown(let why):
            reach.failed(why, isUnsigned: report.isUnsigned, at: report.endedAt)
        }
        guard reach.trouble != trouble else { return }
        if let sentence = apiTrouble {
            let kind = reach.trouble == .unsigned ? EventKind.credentialsMissing : .apiUnreachable
            effects.append(.report(Report(kind, "\(sentence); calls are tried again")))
        } else {
            effects.append(.report(Report(.apiReachable, "the API answers again")))
        }
    }

    /// `API unreachable since 2026-11-24T08:30:00+08:00: …`; nil where it is not.
    var apiTrouble: String? {
        guard reach.trouble != nil else { return nil }
        let zone = services.first?.schedule.jobs.first?.zone ?? .utc
        return apiSnapshot(at: now).sentence { instant in
            Instant(secondsSince1970: instant.secondsSince1970).rfc3339(in: zone)
        }.map { "API \($0)" }
    }

    func apiSnapshot(at now: Moment) -> FleetSnapshot.API {
        let time = clock.trusted(at: now)
        func instant(_ boot: MonotonicInstant?) -> Instant? { boot.map { time - (now.boot - $0) } }
        return FleetSnapshot.API(
            failingSince: instant(reach.failingSince), problem: reach.problem.isEmpty ? nil : reach.problem,
            isUnreachable: reach.trouble == .unreachable, isUnsigned: reach.trouble == .unsigned,
            lastAnswer: instant(reach.answeredAt))
    }
}

extension FleetSnapshot.API {
    /// `unreachable since 08:30: Connection refused (last answer 08:29:55)`, or why it is not asked; nil where it is
    /// well.
    ///
    /// - Parameter shown: an instant as whoever reads it is shown times.
    package func sentence(_ shown: (Instant) -> String) -> String? {
        guard isUnreachable || isUnsigned, let failingSince else { return nil }
        let last = lastAnswer.map { "last answer \(shown($0))" } ?? "no answer since the start"
        let what = isUnsigned ? "not asked, for calls can't be signed," : "unreachable"
        return "\(what) since \(shown(failingSince)): \(problem ?? "no answer") (\(last))"
    }
}
