import Autoscaling
import CivilTime

// What befalls the world, and its end.
extension World {
    mutating func begin(_ disturbance: Disturbance, _ index: Int) throws(Violation) {
        let now = clocks.now
        func note(_ sentence: @autoclosure () -> String) { trace.note(.fault, sentence(), at: clocks) }
        var lasts = true
        switch disturbance.kind {
        case .crash:
            lasts = false
            note("the daemon is killed")
            try crash(downFor: disturbance.lasting)
        case .reboot:
            lasts = false
            note("the host reboots")
            try crash(downFor: disturbance.lasting)
            clocks.booted = now + .seconds(1)
        case .suspend:
            if suspendedUntil == nil {
                suspendedUntil = now + disturbance.lasting
                note("the host is suspended")
            }
        case .clockStep(let step):
            lasts = false
            clocks.wallError += step
            note("the host's clock is set by \(Trace.signed(step)), to \(clocks.moment.local.rfc3339())")
            try clockWasStepped()
        case .diskFull:
            disk.isFull = true
            note("the disk is full")
        case .outage:
            conditions.isOut = true
            note("the network is down")
        case .capacityShortage(let group):
            conditions.crowded.insert(group)
            note("resource group \(group) is out of room")
        case .throttling:
            conditions.isThrottling = true
            note("the API throttles")
        case .credentialsRefused:
            conditions.refusesCredentials = true
            note("the API refuses the key")
        case .credentialsMissing:
            conditions.hasCredentials = false
            note("the credentials are gone")
            try take(.credentials(available: false, "none found"))
        case .permissionDenied(let serviceId):
            conditions.denied.insert(serviceId)
            note("the key may not change \(serviceId)")
        case .balanceShort:
            conditions.isBalanceShort = true
            note("the account's balance is short")
        case .leadershipLost:
            conditions.leads = false
            note("another host leads")
            try take(.leadership(false))
        case .command(let command):
            lasts = false
            try give(command)
        case .reload:
            lasts = false
            try reload()
        case .consoleChange:
            lasts = false
            changeInConsole()
        case .serviceLost(let serviceId):
            account.hide(serviceId)
            note("\(serviceId) is gone from the account")
        }
        oracle.disturbed(lasts ? 1 : 0, at: now)
        if lasts { agenda.enter(.isOver(disturbance: index), at: now + disturbance.lasting) }
    }

    mutating func finish(_ disturbance: Disturbance) throws(Violation) {
        oracle.disturbed(-1, at: clocks.now)
        switch disturbance.kind {
        case .crash, .reboot, .clockStep, .command, .reload, .consoleChange: break
        case .suspend: try wake()
        case .diskFull: try freeDisk()
        case .outage:
            conditions.isOut = false
            trace.note(.fault, "the network is up again", at: clocks)
        case .capacityShortage(let group): conditions.crowded.remove(group)
        case .throttling: conditions.isThrottling = false
        case .credentialsRefused:
            conditions.refusesCredentials = false
            trace.note(.fault, "the API accepts the key again", at: clocks)
        case .credentialsMissing: try findCredentials()
        case .permissionDenied(let serviceId): conditions.denied.remove(serviceId)
        case .balanceShort: conditions.isBalanceShort = false
        case .leadershipLost: try lead()
        case .serviceLost(let serviceId):
            account.show(serviceId)
            trace.note(.fault, "\(serviceId) is in the account again", at: clocks)
        }
    }

    private mutating func freeDisk() throws(Violation) {
        guard disk.isFull else { return }
        trace.note(.fault, "the disk has room again", at: clocks)
        if disk.heal() { try take(.storeHealed) }
    }

    private mutating func findCredentials() throws(Violation) {
        guard !conditions.hasCredentials else { return }
        conditions.hasCredentials = true
        trace.note(.fault, "the credentials are back", at: clocks)
        try take(.credentials(available: true, "found"))
    }

    private mutating func lead() throws(Violation) {
        guard !conditions.leads else { return }
        conditions.leads = true
        trace.note(.fault, "this host leads again", at: clocks)
        try take(.leadership(true))
    }

    private mutating func clockWasStepped() throws(Violation) {
        enterWallTimer()
        try take(.wallTimerDue)
    }

    private mutating func reload() throws(Violation) {
        generator?.edit(&configuration)
        trace.note(.fault, "the files change", at: clocks)
        try take(.configured(configuration))
    }

    mutating func give(_ command: Command) throws(Violation) {
        guard engine != nil, suspendedUntil == nil else { return }
        lastCommand += 1
        try take(.command(CommandID(lastCommand), command, by: Actor(uid: 1000, name: "operator")))
    }

    private mutating func changeInConsole() {
        guard let serviceId = random.pick(account.serviceIds),
            let seen = account.truth(of: serviceId, at: clocks.now)
        else { return }
        let change: Modification.Change =
            switch random.below(4) {
            case 0: seen.isSeenStopped ? .resume : .stop
            case 1:
                .hpa(
                    HpaSettings(
                        minReplicas: random.int(1...3), maxReplicas: random.int(4...9),
                        metrics: [HpaMetric(name: "gpu-util", value: 55)]))
            default: .replicas(random.int(1...12))
            }
        if seen.isSeenStopped, change != .resume { return }
        let modification = Modification(
            serviceId: serviceId, tiProjectId: nil, change: change, hybridBillingPrepaidReplicas: seen.prepaidReplicas)
        let answer = account.answer(.modify(modification), at: clocks.now)
        trace.note(.server, "in the console: \(modification) of \(serviceId): \(answer.words)", at: clocks)
        oracle.changedByOthers(serviceId, at: clocks.now)
    }

    /// Everything comes right: from now on the world must, too.
    mutating func quiet() throws(Violation) {
        trace.note(.fault, "from here on nothing goes wrong", at: clocks)
        conditions.network = .calm
        conditions.crashInTurn = 0
        conditions.slowestWrite = Faults.none.slowestWrite
        conditions.isOut = false
        conditions.isThrottling = false
        conditions.refusesCredentials = false
        conditions.isBalanceShort = false
        conditions.crowded.removeAll()
        conditions.denied.removeAll()
        account.showAll()
        try wake()
        if clocks.wallError != .zero {
            clocks.wallError = .zero
            try clockWasStepped()
        }
        try freeDisk()
        try findCredentials()
        try lead()
        configuration = generator?.calmed(configuration) ?? configuration
        if engine == nil { try start() } else { try take(.configured(configuration)) }
        try give(.thaw)
        for schedule in configuration.schedules {
            try give(.unpause(serviceId: schedule.serviceId))
            try give(.endOverride(serviceId: schedule.serviceId))
        }
        oracle.quietBegan(at: clocks.now)
    }
}

extension Faults.Network {
    /// An ordinary day.
    static let calm = Faults.Network()
}
