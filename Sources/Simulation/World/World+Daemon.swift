import Autoscaling
import CivilTime
import Persistence

// What the shell of the daemon does.
extension World {
    mutating func start() throws(Violation) {
        guard engine == nil else { return }
        engine = Engine()
        life += 1
        lastSequence = 0
        trace.note(.fault, "the daemon starts", at: clocks)
        try take(.started(disk.store.state.stored, seed: random.next()))
        try take(.credentials(available: conditions.hasCredentials, conditions.hasCredentials ? "found" : "none found"))
        if !conditions.leads { try take(.leadership(false)) }
        try take(.configured(configuration))
    }

    /// One turn: the engine takes an input, and its effects are carried out in their order, as far as the process
    /// lives.
    mutating func take(_ input: Input) throws(Violation) {
        guard engine != nil else { return }
        guard suspendedUntil == nil else {
            inbox.append(input)
            return
        }
        trace.note(.input, input.words, at: clocks)
        try oracle.willTake(input, at: clocks.now)
        let effects = engine?.handle(input, at: clocks.moment) ?? []
        summary.turns += 1
        let dies = random.chance(conditions.crashInTurn)
        let survivor = dies ? random.below(effects.count + 1) : effects.count
        records.removeAll(keepingCapacity: true)
        // Records count for what the oracle judges calls by, so the whole turn is read before any of it is done.
        for effect in effects.prefix(survivor) {
            if case .persist(let record, let sequence) = effect {
                records.append((record, sequence))
                lastSequence = sequence
                try oracle.persists(record, at: clocks.now)
            }
        }
        for effect in effects.prefix(survivor) { try carryOut(effect) }
        if dies {
            trace.note(.fault, "the daemon dies after \(survivor) of \(effects.count) effects of this turn", at: clocks)
            try crash(downFor: random.skewedSpan(.milliseconds(200), .seconds(3_600)))
            return
        }
        if !records.isEmpty {
            disk.hand(over: records)
            beginWrite()
        }
    }

    private mutating func carryOut(_ effect: Effect) throws(Violation) {
        trace.note(.effect, effect.words, at: clocks)
        switch effect {
        case .armWallTimer(let local):
            armedWall = local
            enterWallTimer()
        case .armMonotonicTimer(let boot):
            armedBoot = boot
            bootTimer += 1
            if let boot {
                agenda.enter(.bootTimer(bootTimer), at: max(clocks.now, clocks.instant(ofBoot: boot)) + lateness())
            }
        case .call(let call):
            try oracle.makes(call, at: clocks.now)
            summary.note(call, at: clocks.now)
            send(call)
        case .reply(let id, let reply):
            oracle.replied(id, reply, sequence: lastSequence, at: clocks.now)
        case .lend(let loan): try isLent(loan)
        case .persist, .report, .publishStatus: break
        }
    }

    /// Timers fire when they are due or a little later, never sooner.
    private mutating func lateness() -> Duration {
        .nanoseconds(Int64(random.below(random.chance(0.01) ? 200_000_000 : 2_000_000)))
    }

    mutating func enterWallTimer() {
        wallTimer += 1
        guard let armedWall else { return }
        agenda.enter(.wallTimer(wallTimer), at: max(clocks.now, clocks.instant(ofLocal: armedWall)) + lateness())
    }

    /// The host wakes up: what it was told meanwhile is told now.
    mutating func wake() throws(Violation) {
        guard suspendedUntil != nil else { return }
        suspendedUntil = nil
        trace.note(.fault, "the host wakes up", at: clocks)
        for happening in deferred { agenda.enter(happening, at: clocks.now) }
        deferred.removeAll()
        let waiting = inbox
        inbox.removeAll()
        for input in waiting { try take(input) }
        // A timer on the wall clock that is found expired.
        enterWallTimer()
    }

    // MARK: - The disk

    mutating func beginWrite() {
        guard disk.canBegin else { return }
        disk.begin()
        agenda.enter(
            .written(life: life), at: clocks.now + random.skewedSpan(.milliseconds(1), conditions.slowestWrite))
    }

    mutating func written(in life: Int) throws(Violation) {
        guard life == self.life, engine != nil else { return }
        if let (records, upTo) = disk.end() {
            try oracle.isDurable(records, at: clocks.now)
            oracle.acknowledged(upTo: upTo)
            try take(.persisted(upTo: upTo))
        } else {
            try take(.persistingFailed("no space left on the device"))
        }
        beginWrite()
    }

    // MARK: - Its end

    mutating func crash(downFor span: Duration) throws(Violation) {
        guard engine != nil else { return }
        engine = nil
        inbox.removeAll()
        armedWall = nil
        armedBoot = nil
        wallTimer += 1
        bootTimer += 1
        let survivors = disk.crash(survives: random.chance(0.5))
        if !survivors.isEmpty {
            trace.note(.fault, "\(survivors.count) records on their way to the disk survive", at: clocks)
        }
        oracle.crashed(at: clocks.now)
        try oracle.isDurable(survivors, at: clocks.now)
        cutWires()
        try cutOffNeighbour()
        agenda.enter(.starts, at: clocks.now + span)
    }
}
