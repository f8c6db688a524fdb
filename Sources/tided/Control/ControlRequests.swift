import Autoscaling
import CivilTime
import Control
import Dispatch
import Glibc
import Persistence
import TideConfiguration

extension ControlServer {
    /// Listens on the socket that systemd passed, or on `--control-socket`.
    static func start(for daemon: Daemon) throws -> ControlServer {
        let listener = try ControlListener(path: daemon.options.controlSocket)
        let ownUser = listener.ownPath == nil ? nil : geteuid()
        let requests = ControlRequests(daemon: daemon)
        return try ControlServer(listener: listener) {
            await withCheckedContinuation { continuation in
                daemon.reloads.async {
                    let group = daemon.daemonConfiguration?.operatorGroup
                    continuation.resume(returning: ControlRights(operatorGroup: group, ownUser: ownUser))
                }
            }
        } handler: { verb, peer in
            await requests.answer(verb, by: peer)
        }
    }
}

/// Answers what is asked on the control socket, out of the daemon's parts.
struct ControlRequests: Sendable {
    /// Reads the store, which may take long.
    private static let history = DispatchQueue(label: "history")

    let daemon: Daemon

    func answer(_ verb: ControlVerb, by peer: ControlPeer) async -> ControlReply {
        do {
            return try await reply(to: verb, by: peer)
        } catch {
            return .failure(error)
        }
    }

    private func reply(to verb: ControlVerb, by peer: ControlPeer) async throws(ControlError) -> ControlReply {
        switch verb {
        case .status(service: nil):
            return .result(FleetStatus(await daemon.host.snapshot(), await facts()))
        case .status(let service?): return .result(try await status(of: service))
        case .list(let all): return .result([TimerRow](await daemon.host.snapshot(), all: all))
        case .reload: return .result(try await reload())
        case .history(let service, let since, let until, let failed, let limit):
            let most = min(max(0, limit), Self.mostHistory)
            let query = HistoryQuery(
                since: since?.instant, until: until?.instant, failedOnly: failed, limit: most)
            return .result(try await history(query, of: service))
        case .holds(let service, let at): return .result(try await holds(of: service, at: at.instant))
        case .calls(let service, let failed, let follow, let full):
            return try await calls(of: service, failed: failed, follow: follow, full: full)
        case .slot(let action): return try await slot(action)
        case .trial(let verb): return try reply(to: await daemon.host.attempt(try await command(verb), by: peer.actor))
        case .pause, .unpause, .freeze, .thaw, .override, .endOverride, .run, .retry, .drop:
            return try reply(to: await daemon.host.perform(try await command(verb), by: peer.actor))
        }
    }

    private func command(_ verb: ControlVerb) async throws(ControlError) -> Command {
        switch verb {
        case .pause(let service, let until, let skip, let reason):
            return .pause(serviceId: try await serviceId(service), until: until, skips: skip, reason: reason)
        case .unpause(let service): return .unpause(serviceId: try await serviceId(service))
        case .freeze(let until, let reason): return .freeze(until: until, reason: reason)
        case .thaw: return .thaw
        case .override(let service, let goal, let until, let reason, let force):
            return .override(
                serviceId: try await serviceId(service), goal: goal, until: until, reason: reason, force: force)
        case .endOverride(let service): return .endOverride(serviceId: try await serviceId(service))
        case .run(let service, let job, let force):
            return .run(serviceId: try await serviceId(service), job: job, force: force)
        case .retry(let service): return .retry(serviceId: try await serviceId(service))
        case .drop(let service, let reason): return .drop(serviceId: try await serviceId(service), reason: reason)
        case .status, .list, .reload, .history, .holds, .calls, .slot, .trial:
            throw ControlError(.usage, "this is no command")
        }
    }

    /// Rows of one answer at most.
    private static let mostHistory = 100_000

    private func reply(to outcome: CommandReply) throws(ControlError) -> ControlReply {
        switch outcome {
        case .done(let message): return .result(CommandResult(message: message))
        case .refused(let message): throw ControlError(.refused, message)
        case .notFound(let message): throw ControlError(.notFound, message)
        }
    }

    // MARK: Services

    private func serviceId(_ name: String) async throws(ControlError) -> String {
        try serviceId(name, among: await daemon.host.serviceNames())
    }

    /// By the stem of its file, or by ServiceId.
    func serviceId(_ name: String, among names: [String: String]) throws(ControlError) -> String {
        guard let known = known(name, among: names) else { throw notFound(name, among: names) }
        return known
    }

    private func known(_ name: String, among names: [String: String]) -> String? {
        names[name] == nil ? names.first { $0.value == name }?.key : name
    }

    private func notFound(_ name: String, among names: [String: String]) -> ControlError {
        let near = nearestName(to: name, among: names.flatMap { [$0.value, $0.key] }.sorted())
        return ControlError(
            .notFound,
            "no schedule in force is named \(name) or has that ServiceId" + (near.map { "; did you mean \($0)?" } ?? "")
        )
    }

    private func status(of name: String) async throws(ControlError) -> ServiceStatus {
        let snapshot = await daemon.host.snapshot(of: name)
        guard let service = snapshot.services.first else {
            throw notFound(name, among: await daemon.host.serviceNames())
        }
        let history = try await rows(
            HistoryQuery(serviceId: service.serviceId, limit: 10), names: [service.serviceId: service.name])
        let newest = Self.merged(HistoryEntry.unended(in: [service]), history, limit: 10)
        let facts = await facts()
        return ServiceStatus(
            service, at: Timestamp(snapshot.at), api: snapshot.api, faults: facts.lastGoodFaults[service.name] ?? [],
            directories: facts.configDirectories, history: newest)
    }

    // MARK: History and calls

    /// A service that has no file any more may be named by its ServiceId.
    private func history(_ query: HistoryQuery, of name: String?) async throws(ControlError) -> [HistoryEntry] {
        let names = await daemon.host.serviceNames()
        let serviceId: String? = if let name { known(name, among: names) } else { nil }
        var query = query
        query.serviceId = serviceId ?? name
        let rows = try await rows(query, names: names)
        if let name, rows.isEmpty, serviceId == nil { throw notFound(name, among: names) }
        if query.failedOnly { return rows }
        let services = await daemon.host.snapshot(of: query.serviceId).services
        let unended = HistoryEntry.unended(in: services).filter { entry in
            let due = entry.due.instant
            return due >= query.since ?? .distantPast && due < query.until ?? .distantFuture
        }
        return Self.merged(unended, rows, limit: query.limit)
    }

    /// What has not ended stands in no row of its own. One that is stuck has, and that tells more; so has one that had
    /// failed and is tried again, which is open.
    private static func merged(_ unended: [HistoryEntry], _ rows: [HistoryEntry], limit: Int) -> [HistoryEntry] {
        guard !unended.isEmpty else { return rows }
        func isSame(_ a: HistoryEntry, _ b: HistoryEntry) -> Bool {
            a.due == b.due && a.job == b.job && a.serviceId == b.serviceId
        }
        let ended = rows.filter { row in row.outcome == "stuck" || !unended.contains { isSame($0, row) } }
        let open = unended.filter { entry in !ended.contains { isSame($0, entry) } }
        return Array((open + ended).sorted { $0.due > $1.due }.prefix(limit))
    }

    private func rows(_ query: HistoryQuery, names: [String: String]) async throws(ControlError) -> [HistoryEntry] {
        let lacking = await lacking()
        let stored = try await fromStore { store throws(StoreError) in try store.history(query) } ?? []
        let rows = lacking.history(query, over: stored)
        return rows.map { HistoryEntry($0, service: names[$0.id.serviceId]) }
    }

    private func holds(of name: String, at instant: Instant) async throws(ControlError) -> PastHolds {
        let serviceId = try await serviceId(name)
        let since = await withCheckedContinuation { continuation in
            daemon.reloads.async { continuation.resume(returning: daemon.historySince) }
        }
        let lacking = await lacking()
        let holds = try await fromStore { store throws(StoreError) in try store.holds(of: serviceId, at: instant) }
        return PastHolds(lacking.holds(of: serviceId, at: instant, over: holds ?? []), historySince: since)
    }

    /// What the store lacks, while it can't be written. Asked for before the store is: it may be written in between.
    private func lacking() async -> MemoryState {
        await daemon.host.recordsLacking().reduce(into: MemoryState()) { $0.apply($1) }
    }

    /// What `read` reads; nil where there is no store yet.
    private func fromStore<Value: Sendable>(
        _ read: @escaping @Sendable (any Store) throws(StoreError) -> Value
    ) async throws(ControlError) -> Value? {
        let result: Result<Value?, StoreError> = await withCheckedContinuation { continuation in
            // It blocks on the disk: not on the threads that tasks share.
            daemon.reloads.async {
                guard let store = daemon.store else { return continuation.resume(returning: .success(nil)) }
                Self.history.async {
                    continuation.resume(returning: Result { () throws(StoreError) in try read(store) })
                }
            }
        }
        do throws(StoreError) {
            return try result.get()
        } catch {
            throw ControlError(.failed, "\(error)")
        }
    }

    // MARK: Configuration

    private func facts() async -> DaemonFacts {
        await withCheckedContinuation { continuation in
            daemon.reloads.async {
                continuation.resume(
                    returning: DaemonFacts(
                        version: tideVersion, processId: getpid(),
                        uptime: MonotonicInstant.current() - daemon.startedAt.boot,
                        faults: daemon.faults, lastGoodFaults: daemon.lastGoodFaults,
                        configDirectories: daemon.options.configDirectories.map(canonicalPath)))
            }
        }
    }

    private func faulty(_ loaded: LoadedConfiguration, isLastGoodInForce: Bool) -> [String] {
        loaded.units.filter { $0.outcome == .faulty(isLastGoodInForce: isLastGoodInForce) }.map(\.name)
    }

    private func reload() async throws(ControlError) -> ReloadResult {
        let result: ReloadResult? = await withCheckedContinuation { continuation in
            daemon.reload { loaded in
                continuation.resume(
                    returning: loaded.map { loaded in
                        ReloadResult(
                            schedules: loaded.fleet.schedules.count, faults: daemon.faults,
                            lastGoodInForce: faulty(loaded, isLastGoodInForce: true),
                            notInForce: faulty(loaded, isLastGoodInForce: false))
                    })
            }
        }
        guard let result else { throw ControlError(.refused, "tided is stopping") }
        return result
    }
}
