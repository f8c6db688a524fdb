import CivilTime
import Lint
import TideConfiguration

/// Imported files as the daemon would load them and `verify` judge them, before anybody relies on them.
struct ImportCheck {
    let loaded: LoadedConfiguration
    /// By path.
    private let units: [String: UnitState]
    private let findings: [String: [Finding]]

    init(_ schedules: [ImportedSchedule], host: HostFacts, at now: Instant) {
        var files = OverlayFiles(NoFiles())
        for schedule in schedules {
            files.contents["\(Self.directory)/\(schedule.file)"] = .bytes(Array(schedule.text.utf8))
        }
        files.contents["\(Self.directory)/tided.conf"] = .bytes(Array("[API]\nRegion=any\n".utf8))
        loaded = loadConfiguration(directories: [Self.directory], host: host, files: files)
        units = Dictionary(loaded.units.map { ($0.path, $0) }) { first, _ in first }
        findings = Dictionary(grouping: lint(loaded, hostZone: host.timeZone, at: now), by: \.location.path)
    }

    /// What loading and `verify` say of it, a sentence each.
    func remarks(on schedule: ImportedSchedule) -> [String] {
        let path = "\(Self.directory)/\(schedule.file)"
        let faults = units[path]?.faults.map { "line \($0.location.line): \($0.reason)" } ?? []
        return faults
            + (findings[path] ?? []).map { "line \($0.location.line): \($0.message) [\($0.rule)]" }
    }

    /// Of no file on any disk.
    private static let directory = "import"

    private struct NoFiles: ConfigurationFiles {
        func names(in directory: String) throws(FileFault) -> [String]? { nil }
        func content(of path: String) -> FileContent { .absent }
    }
}
