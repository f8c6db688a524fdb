import CivilTime

// How instances come and go.

extension SimulatedService {
    /// When something next changes by itself.
    var nextTransition: Instant {
        var next = Instant.distantFuture
        if case .stopping(let until) = condition { next = until }
        for batch in loading {
            if batch.pendingUntil > clock { next = min(next, batch.pendingUntil) }
            next = min(next, batch.nextReady)
        }
        for batch in leaving { next = min(next, batch.goneAt) }
        return next
    }

    /// Lets happen what is due at `instant`.
    mutating func step(at instant: Instant) {
        clock = instant
        if case .stopping(let until) = condition, until <= instant {
            condition = .stopped
            leaving.removeAll(keepingCapacity: true)
        }
        for index in loading.indices {
            while loading[index].count > 0, loading[index].nextReady <= instant {
                let all = timing.betweenInstances <= .zero
                let ready = all ? loading[index].count : 1
                loading[index].count -= ready
                readyReplicas += ready
                loading[index].nextReady = loading[index].nextReady + timing.betweenInstances
            }
        }
        loading.removeAll { $0.count == 0 }
        leaving.removeAll { $0.goneAt <= instant }
    }

    /// Starts or takes away instances until as many are there, or on the way, as are wanted.
    mutating func settle(at instant: Instant) {
        clock = instant
        let wanted = instancesWanted
        var surplus = loading.reduce(readyReplicas) { $0 + $1.count } - wanted
        if surplus < 0 {
            let pendingUntil = instant + timing.pending
            loading.append(
                Loading(
                    count: -surplus, pendingUntil: pendingUntil,
                    nextReady: startProblem == nil ? pendingUntil + timing.waiting : .distantFuture))
        }
        var removed = 0
        while surplus > 0, let last = loading.indices.last {
            let count = min(surplus, loading[last].count)
            loading[last].count -= count
            surplus -= count
            removed += count
            if loading[last].count == 0 { loading.removeLast() }
        }
        if surplus > 0 {
            readyReplicas -= surplus
            removed += surplus
        }
        if removed > 0, timing.draining > .zero {
            leaving.append(Leaving(count: removed, goneAt: instant + timing.draining))
        }
        step(at: instant)
    }

    /// Replaces every instance by a new one.
    mutating func restart(at instant: Instant) {
        readyReplicas = 0
        loading.removeAll(keepingCapacity: true)
        leaving.removeAll(keepingCapacity: true)
        settle(at: instant)
    }

    mutating func start(at instant: Instant) {
        condition = .running
        if replicas == 0 { replicas = max(1, oldReplicas) }
        if isHybrid, prepaidReplicas == 0 { prepaidReplicas = oldPrepaidReplicas > 0 ? oldPrepaidReplicas : 1 }
        restart(at: instant)
    }

    mutating func stop(at instant: Instant) {
        oldReplicas = replicas
        replicas = 0
        oldPrepaidReplicas = prepaidReplicas
        prepaidReplicas = 0
        let present = instances
        readyReplicas = 0
        loading.removeAll(keepingCapacity: true)
        leaving.removeAll(keepingCapacity: true)
        let until = instant + timing.stopping
        if present > 0, timing.stopping > .zero { leaving.append(Leaving(count: present, goneAt: until)) }
        condition = .stopping(until: until)
        step(at: instant)
    }
}
