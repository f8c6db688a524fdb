import Autoscaling
import CivilTime
import CronSchedule
import Dispatch
import Glibc
import Persistence
import Systemd
import TIONEClient
import TideConfiguration

/// The process: puts the parts together, and takes them apart in reverse order.
///
/// Its mutable state is touched on `queue` only, which signal handlers and the tasks of reloads enter; the engine has
/// another queue of its own. That is what makes it safe to share.
final class Daemon: @unchecked Sendable {
    struct Options: Sendable {
        var configDirectories: [String]
        var stateDirectory: String
        var controlSocket: String
        var isDryRun: Bool
    }

    enum ExitStatus {
        static let failure: Int32 = 1
        /// EX_CONFIG of sysexits.h; stands in RestartPreventExitStatus= of the unit.
        static let configuration: Int32 = 78
    }

    let options: Options
    let journal = Journal(lossEntry: { JournalEntry(Report(.entriesLost, $0.description)) })
    let notifier = ServiceNotifier()
    let host: EngineHost
    let log = CallLog()
    let reloads = DispatchQueue(label: "reload")
    let startedAt = Moment.current()

    private(set) var store: (any Store)?
    private(set) var writer: StoreWriter?
    private(set) var daemonConfiguration: DaemonConfiguration?
    /// What is wrong with the files, a sentence each.
    private(set) var faults: [String] = []
    /// Of these those of schedules whose last good content is in force, by the file's stem.
    private(set) var lastGoodFaults: [String: [String]] = [:]
    private var connection: Connection?
    private var credentials: CredentialProvider?
    private var hasCredentials = false
    /// Why there are none, as last told.
    private var credentialsProblem: String?
    private var credentialsRetry: DispatchWorkItem?
    private var signals: [any DispatchSourceSignal] = []
    private var watchdog: (any DispatchSourceTimer)?
    private var pruning: (any DispatchSourceTimer)?
    private var zoneWatch: ZoneDataWatch?
    private var control: ControlServer?
    private var isStopping = false

    init(options: Options) {
        self.options = options
        host = EngineHost(journal: journal, notifier: notifier)
    }

    /// Never returns: the process ends by a signal or by a fault of its start.
    func run() -> Never {
        Process.harden()
        Process.limitFreeMemory()
        handleSignals()
        reloads.async { self.start() }
        dispatchMain()
    }

    // MARK: Starting

    private func start() {
        let store = openStore()
        self.store = store
        let writer = StoreWriter(store: store) { [host] in host.storeEvent($0) }
        self.writer = writer
        let state = load(store)
        host.start(writer: writer, log: log, state: state)

        let loaded = readConfiguration(lastGood: goodTexts(store))
        guard loaded.daemon != nil else {
            let directories = options.configDirectories.joined(separator: ", ")
            end(
                with: ExitStatus.configuration,
                loaded.hasNoDaemonFile
                    ? "there is no tided.conf in \(directories), nor a last good content of it"
                    : "tided.conf is faulty and there is no last good content of it")
        }
        putInForce(loaded) { [self] in
            openControlSocket()
            host.becomeReady()
            journal.report(.ready, "ready: \(count(loaded.fleet.schedules.count, "schedule")) in force")
            if let interval = ServiceNotifier.watchdogInterval() { watchdog = host.feedWatchdog(every: interval) }
            pruneDaily()
            zoneWatch = ZoneDataWatch(queue: reloads) { [self] in
                journal.report(.zoneDataChanged, "time zone data changed: the configuration is loaded anew by it")
                TimeZoneRules.forgetLoaded()
                reload { _ in }
            }
        }
    }

    private func openStore() -> SQLiteStore {
        do {
            let store = try SQLiteStore(directory: options.stateDirectory, at: startedAt.local)
            if let replacement = store.replacement {
                journal.report(
                    .storeMovedAside,
                    "the state file was damaged (\(replacement.reason)); it is moved to \(replacement.path), "
                        + "\(replacement.servicesSaved) services and \(replacement.occurrencesSaved) rows of history "
                        + "could be saved from it; what was written last may be missing, holds too")
            }
            return store
        } catch {
            end(with: ExitStatus.failure, "\(error)")
        }
    }

    private func load(_ store: SQLiteStore) -> StoredState {
        do {
            return try store.load()
        } catch {
            end(with: ExitStatus.failure, "\(error)")
        }
    }

    func goodTexts(_ store: any Store) -> [String: String] {
        do {
            return try store.goodTexts()
        } catch {
            journal.report(.storeNotDurable, "the last good content of the configuration can't be read: \(error)")
            return [:]
        }
    }

    // MARK: Configuration

    func readConfiguration(lastGood: [String: String]) -> LoadedConfiguration {
        let facts: HostFacts
        do {
            facts = try HostFacts.current()
        } catch {
            journal.report(.configurationFaulty, "\(error); UTC is taken as the host's zone")
            facts = HostFacts(name: "localhost", timeZone: .utc)
        }
        var loaded = loadConfiguration(directories: options.configDirectories, host: facts, lastGood: lastGood)
        if options.isDryRun { loaded.fleet.settings.isDryRun = true }
        reportFaults(of: loaded, on: facts)
        return loaded
    }

    private func reportFaults(of loaded: LoadedConfiguration, on facts: HostFacts) {
        for unit in loaded.units {
            for fault in unit.faults { journal.report(.configurationFaulty, "\(fault)") }
            if case .faulty(isLastGoodInForce: true) = unit.outcome {
                journal.report(.lastGoodInForce, "\(unit.name): its last good content stays in force")
            }
        }
        for warning in loaded.warnings {
            journal.report(.configurationDoubtful, "\(warning)")
        }
        for finding in findings(in: loaded, host: facts, at: Moment.current().local) {
            journal.report(.configurationDoubtful, finding)
        }
    }

    /// Puts a configuration in force and calls `done` when its records are committed.
    func putInForce(_ loaded: LoadedConfiguration, _ done: @escaping @Sendable () -> Void) {
        faults = loaded.faults.map(\.description)
        let lastGood = loaded.units.filter { $0.outcome == .faulty(isLastGoodInForce: true) }
        lastGoodFaults = Dictionary(
            lastGood.map { (String($0.name.prefix { $0 != "." }), $0.faults.map(\.description)) }
        ) { first, _ in first }
        let texts = loaded.lastGood
        let known = Set(store.map(goodTexts)?.keys.map { $0 } ?? [])
        writer?.perform { [journal] store in
            var changes: [String: String?] = texts.mapValues { $0 }
            for name in known where texts[name] == nil { changes[name] = .some(nil) }
            do {
                try store.setGoodTexts(changes)
            } catch {
                journal.report(.storeNotDurable, "the last good content of the configuration can't be kept: \(error)")
            }
        }
        if let daemon = loaded.daemon {
            daemonConfiguration = daemon
            connect(by: Connection(daemon, loaded.fleet.settings))
        }
        let faulty = loaded.units.count { if case .faulty = $0.outcome { true } else { false } }
        journal.report(
            .configurationLoaded,
            "configuration loaded: \(count(loaded.fleet.schedules.count, "schedule")) in force, \(count(faulty, "file")) faulty"
        )
        let remark = faulty == 0 ? "" : "degraded configuration: \(count(faulty, "file")) faulty"
        Task(executorPreference: QueueExecutor.control) { [host, reloads] in
            await host.configure(loaded.fleet, remark: remark)
            // Reading a large configuration takes many times the memory of what is kept of it.
            Process.returnFreeMemory()
            reloads.async(execute: done)
        }
    }

    /// A client and credentials by what `tided.conf` says, unless those at hand are of the same.
    ///
    /// What can't be used leaves those at hand in force. Calls under way end by the client that made them.
    private func connect(by wanted: Connection) {
        guard wanted != connection else {
            // What was missing may be there now.
            if !hasCredentials { loadCredentials() }
            return
        }
        do {
            let client = try wanted.client()
            var reader: CredentialLoader.CredentialReader?
            if let directory = CredentialsDirectory() { reader = { name in try directory.credential(name) } }
            let loader = CredentialLoader(
                source: CredentialSource(wanted.credentials), reader: reader,
                environment: Process.environment, role: wanted.cvmRole)
            let provider = CredentialProvider(loader: loader)
            connection = wanted
            credentials = provider
            hasCredentials = false
            credentialsProblem = nil
            host.use(APICaller(client: client, credentials: provider, tiProjectId: wanted.tiProjectId))
            loadCredentials()
        } catch {
            let consequence = connection == nil ? "no calls are made" : "the [API] settings before stay in force"
            faults.append("tided.conf: [API] can't be used, \(consequence): \(error)")
            journal.report(.configurationFaulty, "\(consequence): \(error)")
            if connection == nil { host.feed(.credentials(available: false, "the [API] settings can't be used")) }
        }
    }

    /// How soon credentials that could not be loaded are looked for again: at first, and at last.
    private static let credentialsPatience = (first: 10, last: 320)

    /// Loads credentials, and looks for them again and again where there are none: what gives them may start later than
    /// the daemon.
    private func loadCredentials(retryAfter seconds: Int = credentialsPatience.first) {
        guard let provider = credentials else { return }
        credentialsRetry?.cancel()
        Task(executorPreference: QueueExecutor.calls) { [reloads] in
            let result: Result<LoadedCredential, CredentialLoadError>
            do throws(CredentialLoadError) {
                result = .success(try await provider.current(at: Moment.current().local))
            } catch {
                result = .failure(error)
            }
            reloads.async { self.take(result, from: provider, retryAfter: seconds) }
        }
    }

    private func take(
        _ result: Result<LoadedCredential, CredentialLoadError>, from provider: CredentialProvider,
        retryAfter seconds: Int
    ) {
        guard provider === credentials, !hasCredentials, !isStopping else { return }
        switch result {
        case .success(let loaded):
            hasCredentials = true
            journal.report(.credentialsLoaded, "credentials taken from \(loaded.origin)")
            host.feed(.credentials(available: true, ""))
        case .failure(let error):
            if credentialsProblem != "\(error)" {
                credentialsProblem = "\(error)"
                journal.report(.credentialsMissing, "no calls are made: \(error)")
                host.feed(.credentials(available: false, "\(error)"))
            }
            credentialsRetry?.cancel()
            let retry = DispatchWorkItem { [self] in
                loadCredentials(retryAfter: min(seconds * 2, Self.credentialsPatience.last))
            }
            credentialsRetry = retry
            reloads.asyncAfter(deadline: .now() + .seconds(seconds), execute: retry)
        }
    }

    /// Reads everything anew and puts it in force; `done` gets what was loaded, nil where the daemon is stopping.
    func reload(_ done: @escaping @Sendable (LoadedConfiguration?) -> Void) {
        reloads.async { [self] in
            guard !isStopping else { return done(nil) }
            notifier.reloading()
            let fresh = readConfiguration(lastGood: store.map(goodTexts) ?? [:])
            putInForce(fresh) { [self] in
                host.becomeReady()
                done(fresh)
            }
        }
    }

    private func openControlSocket() {
        do {
            control = try ControlServer.start(for: self)
        } catch {
            end(with: ExitStatus.failure, "\(error)")
        }
    }

    // MARK: Keeping house

    /// Rows of history that are kept at most, whatever HistoryRetention= says.
    private static let mostHistory = 1_000_000

    private func pruneDaily() {
        let timer = DispatchSource.makeTimerSource(queue: reloads)
        timer.setEventHandler { [self] in timer.schedule(deadline: .now() + prune(), leeway: .seconds(60)) }
        timer.schedule(deadline: .now() + .seconds(60), leeway: .seconds(60))
        timer.activate()
        pruning = timer
    }

    /// History before this is deleted; nil where all is kept, and while that can't be told. Of `reloads`.
    var historySince: Instant? {
        guard let now = host.settledTime else { return nil }
        return daemonConfiguration?.historyRetention.map { now - $0 }
    }

    /// Deletes old history by the trusted clock alone: by a host's that is years ahead all of it would go.
    ///
    /// - Returns: when to look again.
    private func prune() -> DispatchTimeInterval {
        guard daemonConfiguration != nil, host.settledTime != nil else { return .seconds(600) }
        let before = historySince ?? .distantPast
        writer?.perform { store in
            // A store that fails here fails with the next record too, and that is told.
            _ = try? store.prune(before: before, keepingAtMost: Self.mostHistory)
        }
        return .seconds(86_400)
    }

    // MARK: Ending

    private func handleSignals() {
        for (number, action) in [
            (SIGTERM, { [self] in stop() }), (SIGINT, { [self] in stop() }), (SIGHUP, { [self] in reload { _ in } }),
        ] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: reloads)
            source.setEventHandler(handler: action)
            source.activate()
            signals.append(source)
        }
    }

    /// How long calls in flight may take to end; what has not is recorded as open.
    private static let patience = DispatchTimeInterval.milliseconds(3500)

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        notifier.stopping(status: "stopping")
        journal.report(.stopping, "stopping: waiting for calls in flight")
        let finish: @Sendable () -> Void = { [self] in reloads.async { self.finish() } }
        host.stop(completion: finish)
        reloads.asyncAfter(deadline: .now() + Self.patience) { self.finish() }
    }

    private func finish() -> Never {
        control?.close()
        writer?.drain()
        // Where the store turned out to have healed, the engine hands over what could not be written.
        host.queue.sync {}
        writer?.drain()
        journal.flush(timeout: .milliseconds(500))
        exit(0)
    }

    func end(with status: Int32, _ why: String) -> Never {
        var entry = Report(.stopping, why)
        entry.level = .error
        journal.report(entry)
        notifier.status(why)
        journal.flush(timeout: .seconds(1))
        exit(status)
    }
}

extension CredentialSource {
    init(_ source: DaemonConfiguration.CredentialSource) {
        self =
            switch source {
            case .auto: .auto
            case .systemd: .systemd
            case .environment: .environment
            case .cvmRole: .cvmRole
            }
    }
}

/// `1 file`, `2 files`.
func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
