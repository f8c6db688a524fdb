import Autoscaling
import CronSchedule
import Testing

@testable import TideConfiguration

/// Files of a test by path.
struct MemoryFiles: ConfigurationFiles {
    var contents: [String: FileContent] = [:]
    var unreadableDirectories: Set<String> = []

    init(_ texts: [String: String] = [:]) { contents = texts.mapValues { .bytes(Array($0.utf8)) } }

    func names(in directory: String) throws(FileFault) -> [String]? {
        if unreadableDirectories.contains(directory) {
            throw FileFault(
                path: directory, problem: .system(call: "opendir", code: 13, meaning: "Permission denied"))
        }
        let names = contents.keys.filter { $0.hasPrefix(directory + "/") }
            .compactMap { $0.dropFirst(directory.count + 1).split(separator: "/").first.map(String.init) }
        return names.isEmpty ? nil : Array(Set(names))
    }

    func content(of path: String) -> FileContent { contents[path] ?? .absent }
}

let minimalDaemonFile = "[API]\nRegion=ap-guangzhou\n"
let minimalSchedule = """
    [Service]
    ServiceId=ms-h29wqz2b-1
    [CronScaleJob]
    Name=morning
    Schedule=30 8 * * 1-5
    TargetReplicas=8

    """

func host() throws -> HostFacts {
    HostFacts(name: "gz-ops-1", timeZone: try TimeZoneRules(identifier: "Asia/Shanghai"))
}

/// Loads `/etc/tide` and the directories after it; a `tided.conf` is there unless the files have one.
func load(_ files: MemoryFiles, lastGood: [String: String] = [:]) throws -> LoadedConfiguration {
    var files = files
    if !files.contents.keys.contains(where: { $0.hasSuffix("/tided.conf") || $0.contains("/tided.conf.d/") }) {
        files.contents["/usr/lib/tide/tided.conf"] = .bytes(Array(minimalDaemonFile.utf8))
    }
    return loadConfiguration(directories: standardDirectories, host: try host(), lastGood: lastGood, files: files)
}

func load(_ texts: [String: String], lastGood: [String: String] = [:]) throws -> LoadedConfiguration {
    try load(MemoryFiles(texts), lastGood: lastGood)
}

/// The one schedule of `text`, which must be without fault.
func schedule(_ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> ServiceSchedule {
    let loaded = try load(["/etc/tide/chat.schedule": text])
    #expect(loaded.faults.map(\.description) == [], sourceLocation: sourceLocation)
    return try #require(loaded.fleet.schedules.first, sourceLocation: sourceLocation)
}

/// What is wrong with `text` as chat.schedule.
func faults(_ text: String) throws -> [String] {
    try load(["/etc/tide/chat.schedule": text]).faults.map(\.description)
}
