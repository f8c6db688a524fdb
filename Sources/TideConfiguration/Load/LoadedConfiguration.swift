public import Autoscaling

/// The outcome of reading all configuration: what to put in force, what to keep, what is wrong.
public struct LoadedConfiguration: Hashable, Sendable {
    /// What goes in force: good files, and the last good content of faulty ones.
    public var fleet = FleetConfiguration()
    /// nil where `tided.conf` is faulty and there is no last good content of it: then nothing may be put in force, and
    /// the daemon ends with exit status 78 (EX_CONFIG of sysexits.h). `fleet` is then what defaults would give.
    public var daemon: DaemonConfiguration?
    /// `tided.conf` first, then the schedules in the order of their names.
    public var units: [UnitState] = []
    /// Last good content, by the name of the file, of those that are faulty now.
    var keptLastGood: [String: String] = [:]
    public var warnings: [ConfigurationWarning] = []
    /// The schedules of ``fleet`` and where their parts stand, in the same order, disabled ones too.
    public var schedules: [LoadedSchedule] = []
    /// The merged `tided.conf` that is in force.
    public var daemonFile: MergedFile?

    /// What the store shall hold instead of all that it holds: last good content by the name of the file.
    public var lastGood: [String: String] {
        var texts = keptLastGood
        for (name, text) in schedules.filter({ !$0.isLastGood }).concurrentMap({ ($0.fileName, $0.file.canonicalText) })
        {
            texts[name] = text
        }
        if daemon != nil, let daemonFile, texts[ConfigurationTree.daemonFile] == nil {
            texts[ConfigurationTree.daemonFile] = daemonFile.canonicalText
        }
        return texts
    }

    /// Whether no directory holds a `tided.conf` or a drop-in of it, so that all is as the defaults have it.
    public var hasNoDaemonFile: Bool { unit(named: "tided.conf")?.fragments.isEmpty == true }

    /// In the order of the files.
    public var faults: [ConfigurationFault] { units.flatMap(\.faults) }
}

/// What became of one main file with its drop-ins.
public struct UnitState: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        case good
        /// `Enabled=no`: its state is kept and nothing fires.
        case disabled
        /// A link to /dev/null.
        case masked
        /// At fault; whether its last good content stays in force.
        case faulty(isLastGoodInForce: Bool)
    }

    /// `chat.schedule`, `tided.conf`
    public var name: String
    /// Of the main file, or where it would stand.
    public var path: String
    /// Of the main file, where there is one, and of all drop-ins in the order in which they were merged.
    public var fragments: [String]
    public var outcome: Outcome
    public var faults: [ConfigurationFault]
}

/// Something that an operator ought to look at, but that refuses nothing.
public struct ConfigurationWarning: Hashable, Sendable, CustomStringConvertible {
    public var location: SourceLocation
    public var message: String

    public var description: String { "\(location): \(message)" }
}

/// A schedule together with its text.
public struct LoadedSchedule: Hashable, Sendable {
    public var schedule: ServiceSchedule
    public var file: MergedFile
    /// Whether the file is faulty and this is its last good content.
    public var isLastGood = false
    /// Whether no `TimeZone=` is set in this file or in tided.conf, so that jobs without their own go by the host's.
    public var usesHostTimeZone = false

    /// `chat.schedule`
    fileprivate var fileName: String { schedule.name + ConfigurationTree.scheduleSuffix }
}
