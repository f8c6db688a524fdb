import Autoscaling
import CivilTime
import Dispatch
import Persistence
import Systemd
import TIONE

/// The shell around the engine: one serial queue on which it turns, its timers, and the carrying out of its effects.
///
/// All mutable state is touched on `queue` only; every entry point enters it. That is what makes it safe to share.
final class EngineHost: @unchecked Sendable {
    let queue = DispatchQueue(label: "engine")

    private let journal: Journal
    private let notifier: ServiceNotifier
    private var engine = Engine()
    private var writer: StoreWriter?
    private var caller: APICaller?
    private var log: CallLog?

    private var wallTimer: WallTimer?
    private var bootTimer: BootTimer?
    private var stepWatch: ClockStepWatch?
    private var wallAt: Instant?
    private var bootAt: MonotonicInstant?

    private var isStopping = false
    private var isReady = false
    /// Freed memory is about to be given back.
    private var returnsMemory = false
    private var status = ""
    /// What configuration adds to the status line.
    private var statusRemark = ""
    private var modificationsInFlight = 0
    private var whenNoneInFlight: (@Sendable () -> Void)?
    /// Whether the store has failed: nothing is handed over until it has healed.
    private var isStoreFailing = false
    private var replies: [CommandID: CheckedContinuation<CommandReply, Never>] = [:]
    private var lastCommand: UInt64 = 0
    private var borrowers: [LoanID: @Sendable () -> Void] = [:]
    private var lastLoan: UInt64 = 0
    private var whenDurable: [(sequence: UInt64, CheckedContinuation<Void, Never>)] = []
    private var persistedSequence: UInt64 = 0
    private var emittedSequence: UInt64 = 0

    init(journal: Journal, notifier: ServiceNotifier) {
        self.journal = journal
        self.notifier = notifier
    }

    // MARK: Starting and ending

    /// Takes up the timers and what the effects are carried out with, and tells the engine what the store held.
    func start(writer: StoreWriter, log: CallLog, state: StoredState) {
        queue.sync {
            self.writer = writer
            self.log = log
            wallTimer = WallTimer(queue: queue) { [self] in wallTimerFired() }
            bootTimer = BootTimer(queue: queue) { [self] in bootTimerFired() }
            stepWatch = ClockStepWatch(queue: queue) { [self] in
                wallAt = nil
                turn(.wallTimerDue)
            }
            var generator = SystemRandomNumberGenerator()
            turn(.started(state, seed: generator.next()))
        }
    }

    /// From now on calls go out by this client.
    func use(_ caller: APICaller) {
        queue.sync { self.caller = caller }
    }

    /// The trusted time now; nil while no answer of the API has judged the host's clock.
    var settledTime: Instant? {
        queue.sync { engine.settledTime(at: Moment.current()) }
    }

    func feed(_ input: Input) {
        queue.async { self.turn(input) }
    }

    /// Feeds a configuration and returns when the engine's records of it are committed, or can't be.
    func configure(_ fleet: FleetConfiguration, remark: String) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            queue.async {
                self.statusRemark = remark
                self.turn(.configured(fleet))
                self.publish()
                self.whenDurable.append((self.emittedSequence, continuation))
                self.resumeDurable()
            }
        }
    }

    func perform(_ command: Command, by actor: Actor) async -> CommandReply {
        await withCheckedContinuation { continuation in
            queue.async {
                guard !self.isStopping else {
                    continuation.resume(returning: .refused("tided is stopping"))
                    return
                }
                self.lastCommand += 1
                let id = CommandID(self.lastCommand)
                self.replies[id] = continuation
                self.turn(.command(id, command, by: actor))
            }
        }
    }

    /// Asks for a slot of an action's limiter for another program; `lend` is called on the queue when it has one.
    ///
    /// - Returns: what to give to ``giveBack(_:)`` in any case.
    func borrow(_ action: Action, lend: @escaping @Sendable () -> Void) async -> LoanID {
        await withCheckedContinuation { continuation in
            queue.async {
                self.lastLoan += 1
                let id = LoanID(self.lastLoan)
                self.borrowers[id] = lend
                continuation.resume(returning: id)
                self.turn(.slotAsked(id, action))
            }
        }
    }

    func giveBack(_ id: LoanID) {
        queue.async {
            self.borrowers[id] = nil
            self.turn(.slotReturned(id))
        }
    }

    /// What a command would be answered, by a copy of the engine that is then thrown away.
    func attempt(_ command: Command, by actor: Actor) async -> CommandReply {
        await withCheckedContinuation { continuation in
            queue.async {
                var copy = self.engine
                let id = CommandID(0)
                let effects = copy.handle(.command(id, command, by: actor), at: .current())
                let replies = effects.compactMap { if case .reply(id, let reply) = $0 { reply } else { nil } }
                continuation.resume(returning: replies.first ?? .refused("tided is not ready"))
            }
        }
    }

    func snapshot(of service: String? = nil) async -> FleetSnapshot {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.engine.snapshot(at: .current(), of: service)) }
        }
    }

    /// The stems of the files of all services, by ServiceId.
    func serviceNames() async -> [String: String] {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.engine.serviceNames) }
        }
    }

    /// What the store lacks, while it can't be written.
    func recordsLacking() async -> [Record] {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.engine.recordsLacking) }
        }
    }

    /// Begins nothing more; `completion` is called on the queue once no ModifyModelService is in flight.
    func stop(completion: @escaping @Sendable () -> Void) {
        queue.async {
            self.isStopping = true
            self.wallTimer?.arm(nil)
            self.bootTimer?.arm(after: nil)
            if self.modificationsInFlight == 0 {
                completion()
            } else {
                self.whenNoneInFlight = completion
            }
        }
    }

    // MARK: Readiness and watchdog

    func becomeReady() {
        queue.sync {
            isReady = true
            notifier.ready(status: statusLine)
        }
    }

    private var statusLine: String { statusRemark.isEmpty ? status : "\(status); \(statusRemark)" }

    private func publish() {
        if isReady { notifier.status(statusLine) }
    }

    /// How long a due event may wait untaken before the watchdog is no longer fed. It waits for nothing but the queue's
    /// turn, so this long means that the daemon does not do its work.
    static let watchdogPatience: Duration = .seconds(10)

    /// Feeds the watchdog from the engine's own queue at half its interval.
    func feedWatchdog(every interval: Duration) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        let pace = DispatchTimeInterval.nanoseconds(Int(clamping: (interval / 2).nanoseconds))
        timer.schedule(
            deadline: .now(), repeating: pace, leeway: .nanoseconds(Int(clamping: (interval / 20).nanoseconds)))
        timer.setEventHandler { [self] in
            if engine.lateness(at: .current()) < Self.watchdogPatience || isStopping { notifier.watchdog() }
        }
        timer.activate()
        return timer
    }

    // MARK: Turning

    private func wallTimerFired() {
        // Where the clock was faked or set the timer may come early; the other timer stands in.
        guard let wallAt, Moment.current().local >= wallAt else { return }
        self.wallAt = nil
        turn(.wallTimerDue)
    }

    private func bootTimerFired() {
        let now = Moment.current()
        if let wallAt, now.local >= wallAt {
            self.wallAt = nil
            turn(.wallTimerDue)
        } else {
            bootAt = nil
            turn(.monotonicTimerDue)
        }
    }

    private func turn(_ input: Input) {
        dispatchPrecondition(condition: .onQueue(queue))
        if case .command = input {} else if isStopping, !input.concludes { return }
        let now = Moment.current()
        var records: [(record: Record, sequence: UInt64)] = []
        var mustArm = false
        for effect in engine.handle(input, at: now) {
            switch effect {
            case .armWallTimer(let at):
                wallAt = at
                wallTimer?.arm(isStopping ? nil : at)
                mustArm = true
            case .armMonotonicTimer(let at):
                bootAt = at
                mustArm = true
            case .call(let call): make(call)
            case .persist(let record, let sequence):
                records.append((record, sequence))
                emittedSequence = sequence
            case .report(let report): journal.report(report)
            case .publishStatus(let line):
                status = line.description
                publish()
            case .reply(let id, let reply): replies.removeValue(forKey: id)?.resume(returning: reply)
            case .lend(let id): borrowers.removeValue(forKey: id)?()
            }
        }
        if !records.isEmpty { writer?.write(records) }
        if mustArm { armBootTimer(at: now) }
    }

    /// Beside its own time it stands in for the wall-clock timer, which a faked or stepped clock can make late.
    private func armBootTimer(at now: Moment) {
        guard !isStopping else { return }
        let own = bootAt.map { $0 - now.boot }
        let wall = wallAt.map { $0 - now.local + .milliseconds(20) }
        let span = [own, wall].compactMap { $0 }.min()
        bootTimer?.arm(after: span.map { max($0, .zero) })
    }

    func storeEvent(_ event: StoreWriter.Event) {
        queue.async {
            switch event {
            case .persisted(let upTo):
                self.persistedSequence = upTo
                self.turn(.persisted(upTo: upTo))
            case .failed(let why):
                self.isStoreFailing = true
                self.turn(.persistingFailed(why))
            case .healed:
                self.isStoreFailing = false
                self.writer?.resume()
                self.turn(.storeHealed)
            }
            self.resumeDurable()
        }
    }

    private func resumeDurable() {
        whenDurable.removeAll { sequence, continuation in
            guard isStoreFailing || sequence <= persistedSequence else { return false }
            continuation.resume()
            return true
        }
    }

    private func make(_ call: Call) {
        // Its record says that it may be in flight; the next start observes first.
        guard !isStopping else { return }
        let isModification = call.request.action == .modifyModelService
        if isModification { modificationsInFlight += 1 }
        guard let caller else {
            let now = MonotonicInstant.current()
            ended(
                call,
                APICaller.Answer(
                    report: CallReport(outcome: .notSent("no client"), sentAt: now, endedAt: now), request: [],
                    reply: []))
            return
        }
        Task(executorPreference: QueueExecutor.calls) { [queue] in
            let answer = await caller.make(call)
            queue.async { self.ended(call, answer) }
        }
    }

    private func ended(_ call: Call, _ answer: APICaller.Answer) {
        log?.append(CallLog.Entry(call: call, request: answer.request, reply: answer.reply, report: answer.report))
        turn(.callEnded(call.id, answer.report))
        if call.request.action == .describeModelServiceGroups { returnMemorySoon() }
        guard call.request.action == .modifyModelService else { return }
        modificationsInFlight -= 1
        if modificationsInFlight == 0, let done = whenNoneInFlight {
            whenNoneInFlight = nil
            done()
        }
    }

    /// Listing the fleet takes many times the memory of what is kept of it.
    private func returnMemorySoon() {
        guard !returnsMemory else { return }
        returnsMemory = true
        queue.asyncAfter(deadline: .now() + 30) { [self] in
            returnsMemory = false
            DispatchQueue(label: "memory", qos: .utility).async { Process.returnFreeMemory() }
        }
    }
}

extension Input {
    /// Brings what is under way to its end, so that it is taken also while stopping.
    fileprivate var concludes: Bool {
        switch self {
        case .callEnded, .persisted, .persistingFailed, .storeHealed: true
        default: false
        }
    }
}
