import Autoscaling
import CivilTime
import CronSchedule
import TIONE

/// Watches a world and says which promise was broken, from the schedules, the inputs and what the server saw alone.
///
/// It shares no code with the engine but the calendar: when an expression fires is CronSchedule's to say, what an error
/// code means TIONE's. Everything else (which occurrences exist, who supersedes whom, which call fits which target,
/// when a service counts as arrived) is worked out here a second time, in the plainest way.
struct Oracle {
    // What the daemon was told
    var configuration = FleetConfiguration() {
        didSet { tolerance = Oracle.tolerance(of: configuration) }
    }
    var leads = true
    var freezes: [HoldSpan] = []
    var books: [String: Book] = [:]
    /// Services in the order in which they came to be known, so that a walk finds the same fault first every time.
    var order: [String] = []
    /// By the place on a page, the book of the service that stood there last: a guess, for most pages are alike.
    private var listed: [Book] = []

    // The daemon
    var isUp = false
    /// True time of its last start.
    var startedAt: Instant
    /// Calls that it made and that did not end yet.
    var inFlight: [CallID: Sent] = [:]
    /// Since when records can't be written, as far as the daemon was told.
    var isStoreFailing = false
    /// The turn at hand is the one in which everything not durable is handed over again.
    var isHealing = false
    /// True time since when nothing disturbs the daemon's clock, disk or lead.
    var steadySince: Instant
    /// Disturbances that last just now.
    var episodes = 0
    var commands: [CommandID: Command] = [:]
    /// Turns taken within the second that began at `second`.
    var spin = (second: Int64.min, turns: 0)

    // The server
    var rate: RateCheck
    /// From when on nothing goes wrong any more.
    var quietSince: Instant?

    var findings = Findings()

    struct Sent {
        var request: Request
        var occurrence: OccurrenceID?
        var at: Instant
    }

    /// How much was checked: a check that never ran proves nothing.
    struct Findings {
        var calls = 0
        var rows = 0
        var firings = 0
        var settledStates = 0
        var promptStarts = 0
    }

    init(configuration: FleetConfiguration, at now: Instant) {
        rate = RateCheck(limit: configuration.settings.rateLimit)
        startedAt = now
        steadySince = now
    }

    /// How far the trusted time may be from the true one: MaxClockSkewSec= before an answer judges the clock, the same
    /// again for a step that stays within it, and the seconds that a `Date` and a round trip leave open.
    private(set) var tolerance = Oracle.tolerance(of: FleetConfiguration())

    private static func tolerance(of configuration: FleetConfiguration) -> Duration {
        configuration.settings.maxClockSkew * 2 + .seconds(5)
    }

    func broken(_ promise: Violation.Promise, _ sentence: String, at now: Instant) -> Violation {
        Violation(promise: promise, instant: now, sentence: sentence)
    }

    /// The book of a service, begun where there is none yet.
    mutating func book(_ serviceId: String) -> Book {
        if let book = books[serviceId] { return book }
        let book = Book(serviceId: serviceId)
        order.append(serviceId)
        books[serviceId] = book
        return book
    }

    /// The book of a service that stands on a page; nil where there is none.
    mutating func book(of serviceId: String, listedAt place: Int) -> Book? {
        if place < listed.count, listed[place].serviceId == serviceId { return listed[place] }
        guard let book = books[serviceId] else { return nil }
        if place < listed.count {
            listed[place] = book
        } else if place == listed.count {
            listed.append(book)
        }
        return book
    }

    // MARK: - What the daemon is told

    /// Before the engine takes `input`.
    mutating func willTake(_ input: Input, at now: Instant) throws(Violation) {
        if spin.second != now.secondsSince1970 { spin = (now.secondsSince1970, 0) }
        spin.turns += 1
        if spin.turns > 400 {
            throw broken(.progress, "the engine was given \(spin.turns) turns within one second", at: now)
        }
        isHealing = false
        switch input {
        case .started(let stored, _): try started(with: stored, at: now)
        case .configured(let configuration): configured(configuration, at: now)
        case .leadership(let leads):
            self.leads = leads
            steadySince = now
        case .persistingFailed:
            isStoreFailing = true
            steadySince = now
        case .storeHealed:
            isHealing = true
            steadySince = now
        case .callEnded(let id, let report): try callEnded(id, report, at: now)
        case .command(let id, let command, _): commands[id] = command
        case .wallTimerDue, .monotonicTimerDue, .persisted, .credentials, .slotAsked, .slotReturned: break
        }
    }

    private mutating func started(with stored: StoredState, at now: Instant) throws(Violation) {
        isUp = true
        leads = true
        startedAt = now
        steadySince = now
        isStoreFailing = false
        let records = Dictionary(stored.services.map { ($0.serviceId, $0) }, uniquingKeysWith: { $1 })
        for serviceId in order {
            let book = book(serviceId)
            try restoreHolds(of: book, from: records[serviceId], at: now)
        }
        freezes = try restored(
            freezes, stored: stored.fleet.freeze.map { ($0.since, $0.until, $0.skips) }, what: "a freeze", at: now)
    }

    private func restoreHolds(of book: Book, from record: ServiceRecord?, at now: Instant) throws(Violation) {
        // A pause's end that was never written, which the reply to the operator said, is forgotten by a crash.
        if let since = record?.pause?.since, book.pauses.last?.ended != nil,
            var again = book.pauses.last(where: { abs(($0.began - since).nanoseconds) <= tolerance.nanoseconds })
        {
            again.ended = nil
            book.pauses.append(again)
        }
        book.pauses = try restored(
            book.pauses, stored: record?.pause.map { ($0.since, $0.until, $0.skips) },
            what: "a pause of \(book.serviceId)", at: now)
        book.overrides = try restored(
            book.overrides, stored: record?.override.map { ($0.since, $0.until, false) },
            what: "an override of \(book.serviceId)", at: now)
    }

    /// What a restart leaves of holds: one that was never durable may be gone, a durable one may not.
    ///
    /// - Parameter stored: since when and until when the hold lasts that the store has, by the daemon's clock, and
    ///   whether it skips; nil where it has none.
    private func restored(
        _ spans: [HoldSpan], stored: (since: Instant, until: HoldEnd, skips: Bool)?, what: String, at now: Instant
    ) throws(Violation) -> [HoldSpan] {
        guard let newest = spans.last, newest.ended == nil else { return spans }
        var spans = spans
        // One that was never written may have replaced the one in the store, which then lasts on.
        func isStored(_ span: HoldSpan) -> Bool {
            guard let stored, (span.until == .never) == (stored.until == .never), span.skips == stored.skips else {
                return false
            }
            return abs((span.began - stored.since).nanoseconds) <= tolerance.nanoseconds
        }
        let older = spans.dropLast().last(where: isStored)
        // Begun under a clock that was ahead, it was drawn back to where an older one happened to begin.
        let isDrawnBack = newest.isDurable && newest.until == .never && stored?.until == .never
        if stored != nil, isStored(newest) || older == nil || isDrawnBack {
            spans[spans.count - 1].isDurable = true
            return spans
        }
        spans[spans.count - 1].ended = now
        if var older, !newest.isDurable {
            older.ended = nil
            older.isDurable = true
            spans.append(older)
            return spans
        }
        if newest.isDurable, case .never = newest.until {
            throw Violation(
                promise: .durable, instant: now,
                sentence: "\(what) since \(newest.began.rfc3339()) was durable and is gone after the restart")
        }
        return spans
    }

    // MARK: - What befalls it

    mutating func crashed(at now: Instant) {
        isUp = false
        steadySince = now
        inFlight.removeAll()
        commands.removeAll()
        for serviceId in order {
            let book = book(serviceId)
            book.unwritten.formUnion(
                book.callsOfThisLife.filter {
                    book.rows[$0] == nil && book.durableRecord?.intent?.occurrence.id != $0
                })
            forgetUnwritten(book, at: now)
            book.emitted.removeAll(keepingCapacity: true)
            book.emittedRecord = nil
            book.callsOfThisLife.removeAll(keepingCapacity: true)
            book.modifyInFlight = nil
            book.modifyEndedAt = now
            book.seen = nil
            book.isBlind = true
            book.unseenSince = nil
        }
    }

    /// What was called for and never written is forgotten with a crash if it was a command, or if its job goes or moves
    /// before it is made good: what it did is nobody's then.
    func forgetUnwritten(_ book: Book, at now: Instant) {
        book.unwritten = book.unwritten.filter { id in
            if book.rows[id] != nil { return false }
            // A job that is gone, or that came back after its time, does not fire it again.
            let isGone = book.versions(of: id).allSatisfy { $0.left != nil || $0.loaded > id.instant }
            guard isGone else { return true }
            book.manualChanges.append(now)
            return false
        }
    }

    /// Something that the daemon can't tell from a change by hand: the console, or a call of its own that the server
    /// acted on after the daemon had given it up.
    mutating func changedByOthers(_ serviceId: String, at now: Instant) {
        books[serviceId]?.manualChanges.append(now)
    }

    /// - Parameter change: 1 where something begins that lasts, -1 where it ends.
    mutating func disturbed(_ change: Int, at now: Instant) {
        steadySince = now
        episodes += change
    }

    mutating func arrived(_ action: Action, at now: Instant) throws(Violation) {
        if rate.exceeds(with: action, at: now) {
            throw broken(
                .rate, "the server counts \(rate.limit + 1) calls of \(action.rawValue) within one second", at: now)
        }
    }
}
