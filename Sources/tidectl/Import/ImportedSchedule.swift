import Autoscaling
import CivilTime
import CronSchedule
import TIONE

/// A service of TI-ONE as a schedule file: what TI-ONE would do by itself, in Tide's words.
struct ImportedSchedule {
    /// The file's stem.
    let name: String
    let serviceId: String
    /// Of the file.
    let text: String
    /// Jobs in the file that are not commented out.
    let jobs: Int
    /// Whether TI-ONE runs the service's jobs by itself now.
    let isRunByTIONE: Bool
    /// What a person has to look at, a sentence each.
    let warnings: [String]
    /// How many of TI-ONE's jobs, exclusions and stops stand in the file as comments only.
    let lost: Int

    var file: String { "\(name).schedule" }

    /// - Parameters:
    ///   - unread: what of the reply about this service could not be read.
    ///   - project: the workspace, where it is not that of tided.conf.
    init(
        _ service: Service, name: String, unread: [String] = [], project: String? = nil, zone: TimeZoneRules,
        zoneIsGiven: Bool = false, at now: Instant
    ) {
        var writer = ScheduleWriter(service, name: name, zone: zone, now: now)
        writer.write(unread: unread, project: project, zoneIsGiven: zoneIsGiven)
        self.name = name
        serviceId = service.serviceId ?? ""
        text = writer.lines.map { $0 + "\n" }.joined()
        jobs = writer.jobs.reduce(0) { $0 + $1.sections.count }
        isRunByTIONE = writer.isRunByTIONE
        warnings = writer.warnings
        lost = writer.lost
    }
}

extension Service {
    /// What TI-ONE holds of its own clockwork.
    var platformJobs: [TIONE.CronScaleJob] { serviceInfo?.cronScaleJobs ?? [] }

    /// A stop that TI-ONE will carry out; nil where none is armed.
    ///
    /// Source: the reference calls the one of Service deprecated, that of ServiceInfo counts.
    var armedStop: TIONE.ScheduledAction? {
        let action = serviceInfo?.scheduledAction ?? scheduledAction
        return action?.scheduleStop == true ? action : nil
    }

    /// Whether TI-ONE acts on it by its jobs. Where the strategy is not told it may.
    var isRunByPlatformJobs: Bool {
        guard !platformJobs.isEmpty, serviceInfo?.scaleMode == .auto else { return false }
        return serviceInfo?.scaleStrategy != .hpa
    }

    var hasPlatformSchedule: Bool { !platformJobs.isEmpty || armedStop != nil }
}

/// Writes the lines of an ``ImportedSchedule``.
private struct ScheduleWriter {
    let service: Service
    let name: String
    let zone: TimeZoneRules
    let now: Instant
    let jobs: [ImportedJob]
    let isRunByTIONE: Bool
    var lines: [String] = []
    var warnings: [String] = []
    var lost = 0

    init(_ service: Service, name: String, zone: TimeZoneRules, now: Instant) {
        self.service = service
        self.name = name
        self.zone = zone
        self.now = now
        isRunByTIONE = service.isRunByPlatformJobs
        var names = JobNames()
        jobs = service.platformJobs.map { ImportedJob($0, named: names.next($0.name ?? ""), zone: zone, at: now) }
    }

    private var info: ServiceInfo? { service.serviceInfo }

    mutating func write(unread: [String], project: String?, zoneIsGiven: Bool) {
        header()
        let stop = stop()
        let isIdle = !jobs.contains { !$0.sections.isEmpty } && stop == nil
        // Jobs that TI-ONE does not run stay away one by one where a stop counts, else all together.
        let isOff = isIdle || !isRunByTIONE && stop == nil
        for problem in unread {
            warn("could not be read and is not here: \(problem)")
            lost += 1
        }
        serviceSection(isOff: isOff, isIdle: isIdle, project: project, zoneIsGiven: zoneIsGiven)
        for job in jobs { write(job, isOff: !isOff && !isRunByTIONE) }
        if let stop { write(stop) }
    }

    /// One sentence, on as many lines as it needs.
    private mutating func comment(_ text: String) {
        let text = Self.oneLine(text)
        // By scalars: a look for characters that are made of several would take longer than all else of an import.
        let start = "#".unicodeScalars
        var (line, width) = (start, 1)
        for word in (text.prefix(1).uppercased() + text.dropFirst()).unicodeScalars.split(separator: " ") {
            let count = word.count
            if width > 1, width + 1 + count > Self.width {
                lines.append(String(line))
                (line, width) = (start, 1)
            }
            line.append(" ")
            line.append(contentsOf: word.lazy.map { $0 == ImportedJob.fixedSpace ? " " : $0 })
            width += 1 + count
        }
        lines.append(String(line))
    }

    private static let width = 100

    private mutating func warn(_ text: String) {
        warnings.append(Self.oneLine(text))
        comment(text)
    }

    /// Nothing that TI-ONE sends may end a comment.
    private static func oneLine(_ text: String) -> String {
        if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line.append(" ")
            default: line.append(scalar)
            }
        }
        return String(line)
    }

    // MARK: Above the sections

    private mutating func header() {
        let group = service.serviceGroupName ?? ""
        let time = now.rfc3339(offset: zone.offset(at: now))
        comment("Service \(group.isEmpty ? name : group) (\(service.serviceId ?? "")), imported from TI-ONE at \(time)")
        let versions = service.latestVersion.map { ", the newest is \($0)" } ?? ""
        comment(
            "Group: \(group.isEmpty ? "-" : group) (\(service.serviceGroupId ?? "-")), version "
                + "\(service.version ?? "-")\(versions)")
        let type = info?.instanceType ?? ""
        comment("Charge type: \(service.chargeType?.rawValue ?? "-")" + (type.isEmpty ? "" : ", \(type)"))
        comment("Observed: \(observed)")
    }

    private var observed: String {
        var words = [service.status.map { $0.rawValue.isEmpty ? "status unknown" : $0.rawValue } ?? "status unknown"]
        if let info {
            let mode = [info.scaleMode?.rawValue, info.scaleStrategy?.rawValue].compactMap { $0 }.filter { !$0.isEmpty }
            words.append(mode.isEmpty ? "scale mode unknown" : mode.joined(separator: " by "))
            words.append("Replicas \(info.replicas.map(String.init) ?? "-")")
            if let ready = info.status?.readyReplicas { words.append("\(ready) ready") }
            if service.chargeType == .hybridPaid {
                words.append("prepaid \(info.hybridBillingPrepaidReplicas.map(String.init) ?? "-")")
            }
            if let hpa = info.horizontalPodAutoscaler, let least = hpa.minReplicas, let most = hpa.maxReplicas {
                words.append("autoscaler \(least) to \(most)")
            }
        }
        return words.joined(separator: ", ")
    }

    // MARK: [Service]

    private mutating func serviceSection(isOff: Bool, isIdle: Bool, project: String?, zoneIsGiven: Bool) {
        comment("")
        if isRunByTIONE {
            comment(
                "TI-ONE runs these jobs itself as long as the service is not adopted (tidectl import --adopt): with this "
                    + "file in force two schedulers act on it.")
        } else if !jobs.isEmpty {
            let mode = info?.scaleMode == .auto ? "AUTO by \(info?.scaleStrategy?.rawValue ?? "-")" : "MANUAL"
            warn("TI-ONE holds jobs but does not run them, for the service is \(mode); here they are not enabled")
        }
        if service.status == .stopped || service.status == .stopping {
            warn("the service is stopped; Tide starts it when a job gives it instances")
        }
        hybridRemark()
        lines.append("[Service]")
        lines.append("ServiceId=\(Self.oneLine(service.serviceId ?? ""))")
        if let project { lines.append("TiProjectId=\(project)") }
        if isOff {
            comment(isIdle ? "Nothing is left to do here." : "To put the jobs below in force, remove this line.")
            lines.append("Enabled=no")
        }
        comment(
            zoneIsGiven
                ? "The zone that was asked for at the import."
                : "TI-ONE's times are taken as those of China; tidectl import --time-zone= says otherwise.")
        lines.append("TimeZone=\(zone.identifier)")
        metrics()
    }

    private mutating func hybridRemark() {
        guard service.chargeType == .hybridPaid, !jobs.isEmpty else { return }
        comment("HYBRID_PAID: TargetReplicas= counts the post-paid instances; the prepaid ones stay as they are.")
        if info?.hybridBillingPrepaidReplicas == nil {
            warn("the number of prepaid instances is unknown; Tide sends no SCALE without it")
        }
    }

    private mutating func metrics() {
        guard jobs.contains(where: { $0.setsBounds && $0.lost == nil }) else { return }
        let known = (info?.horizontalPodAutoscaler?.hpaMetrics ?? []).filter { metric in
            guard let name = metric.name, let value = metric.value else { return false }
            return HpaMetric.ranges.first { $0.name == name }?.values.contains(value) ?? false
        }
        guard !known.isEmpty else {
            return warn("jobs set bounds, and TI-ONE shows no metrics of the autoscaler: set HpaMetrics=")
        }
        comment("Those of the autoscaler now, for when TI-ONE does not show it.")
        lines.append(
            "HpaMetrics=" + known.map { "\($0.name ?? ""):\($0.value ?? 0)" }.joined(separator: " "))
    }

    // MARK: [CronScaleJob]

    private mutating func write(_ job: ImportedJob, isOff: Bool) {
        lines.append("")
        let title = job.originalName.isEmpty ? "a job without a name" : "the job \"\(job.originalName)\""
        if let reason = job.lost {
            warn("\(title) can't be said here: \(reason)")
            comment("TI-ONE has: \(job.original)")
            lost += 1
            return
        }
        comment("TI-ONE has \(title): \(job.original)")
        for remark in job.remarks { comment(remark) }
        for (text, reason, isLost) in job.droppedExclusions {
            warn("ExcludeDates=\(text) of \(title) is left out: \(reason)")
            if isLost { lost += 1 }
        }
        if job.target == ["TargetReplicas=0"] {
            comment(
                service.chargeType == .hybridPaid
                    ? "0 leaves the prepaid instances running."
                    : "0 is a STOP in Tide; the next job with instances starts it.")
        }
        for (index, section) in job.sections.enumerated() {
            if index > 0 { lines.append("") }
            lines.append("[CronScaleJob]")
            lines.append("Name=\(section.name)")
            if isOff { lines.append("Enabled=no") }
            lines.append("Schedule=\(section.schedule)")
            lines += job.target
            lines += section.exclusions.map { "ExcludeDates=\($0)" }
        }
    }

    // MARK: [ScheduledAction]

    /// The time of the armed stop, where it is one and to come.
    private mutating func stop() -> String? {
        guard let action = service.armedStop else { return nil }
        let text = action.scheduleStopTime ?? ""
        do {
            let instant = try Instant(rfc3339: text)
            if instant > now { return text }
            comment("TI-ONE's scheduled stop at \(text) is past.")
        } catch {
            warn("TI-ONE's scheduled stop can't be said here: ScheduleStopTime \"\(text)\": \(error)")
            lost += 1
        }
        return nil
    }

    private mutating func write(_ stopTime: String) {
        lines.append("")
        comment("TI-ONE does this itself as well, as long as it is not switched off in the console.")
        lines.append("[ScheduledAction]")
        lines.append("ScheduleStop=true")
        lines.append("ScheduleStopTime=\(stopTime)")
        guard jobs.contains(where: { !$0.sections.isEmpty }) else { return }
        comment("TI-ONE's jobs are not known to start a stopped service: later jobs wait until this file changes.")
        lines.append("StopUntilChanged=yes")
    }
}

/// Names of jobs as tide.schedule(5) allows them, each once in a file.
struct JobNames {
    private var used: Set<String> = []
    private var count = 0

    mutating func next(_ original: String) -> String {
        count += 1
        let plain = String(
            original.unicodeScalars.map { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                    || "._-".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
            })
        let trimmed = plain.drop { $0 == "-" }.prefix(48)
        let base = trimmed.contains { $0 != "-" && $0 != "." } ? String(trimmed) : "job-\(count)"
        var name = base
        var number = 2
        // A job may be split: the names of its halves are taken too.
        while !used.isDisjoint(with: Self.all(name)) {
            name = "\(base)-\(number)"
            number += 1
        }
        used.formUnion(Self.all(name))
        return name
    }

    private static func all(_ name: String) -> [String] { [name, "\(name)-by-date", "\(name)-by-weekday"] }
}

/// Stems of files, each once in an import.
struct FileNames {
    private var used: Set<String> = []

    /// By the group's name; with the version where several services of one name are imported.
    mutating func next(for service: Service, isAlone: Bool) -> String {
        let id = service.serviceId ?? "service"
        var base = Self.plain(service.serviceGroupName ?? "")
        if base.isEmpty { base = Self.plain(id) }
        if !isAlone, let version = id.split(separator: "-").last { base += "-v\(version)" }
        var name = base
        if used.contains(name) { name = "\(base)-\(Self.plain(id))" }
        used.insert(name)
        return name
    }

    /// Without what a file's name can't hold or a shell would trip over.
    private static func plain(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Character in
            let properties = scalar.properties
            let isWord = properties.isAlphabetic || properties.numericType != nil
            return isWord || "._-".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
        }
        return String(scalars.drop { $0 == "-" || $0 == "." }.prefix(64))
    }
}
