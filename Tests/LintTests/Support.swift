import CivilTime
import CronSchedule
import TideConfiguration

@testable import Lint

private struct MemoryFiles: ConfigurationFiles {
    var texts: [String: String]

    func names(in directory: String) throws(FileFault) -> [String]? {
        texts.keys.filter { $0.hasPrefix(directory + "/") }
            .compactMap { $0.dropFirst(directory.count + 1).split(separator: "/").first.map(String.init) }
    }

    func content(of path: String) -> FileContent { texts[path].map { .bytes(Array($0.utf8)) } ?? .absent }
}

/// Tuesday, 24 November 2026, 08:00 in Shanghai.
let now = Instant(secondsSince1970: 1_795_478_400)

func load(_ texts: [String: String], hostZone: String = "Asia/Shanghai") throws -> LoadedConfiguration {
    var files = MemoryFiles(texts: texts)
    files.texts["/etc/tide/tided.conf", default: "[API]\nRegion=ap-guangzhou\n"] += ""
    let host = HostFacts(name: "host", timeZone: try TimeZoneRules(identifier: hostZone))
    return loadConfiguration(directories: ["/etc/tide"], host: host, files: files)
}

/// What lint finds in schedules by their stems; `tided` is what follows `[API] Region=`.
func findings(
    _ schedules: [String: String], tided: String = "", hostZone: String = "Asia/Shanghai", at now: Instant = now
) throws -> [Finding] {
    var texts = ["/etc/tide/tided.conf": "[API]\nRegion=ap-guangzhou\n" + tided]
    for (name, text) in schedules { texts["/etc/tide/\(name).schedule"] = text }
    let loaded = try load(texts, hostZone: hostZone)
    guard loaded.faults.isEmpty else { throw Faults(texts: loaded.faults.map(\.description)) }
    return lint(loaded, hostZone: try TimeZoneRules(identifier: hostZone), at: now)
}

/// The test's own text is at fault.
struct Faults: Error { var texts: [String] }
