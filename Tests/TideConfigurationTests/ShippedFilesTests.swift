import Autoscaling
import Glibc
import Testing

@testable import TideConfiguration

@Suite("Files that are installed")
struct ShippedFilesTests {
    private func shipped(_ path: String) throws -> String {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard case .bytes(let bytes) = DiskFiles().content(of: "/\(root)/\(path)") else {
            throw FileFault(path: path, problem: .notARegularFile)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("tided.conf has every key, in order, with its default commented out, and nothing else")
    func daemonFileKeys() throws {
        let lines = try shipped("config/tided.conf").split(separator: "\n")
            .filter { !$0.hasPrefix("# ") && $0 != "#" }.map(String.init)
        let expected = FileKind.daemon.sections.flatMap { section in
            ["[\(section.rawValue)]"] + section.keys.map { "#\($0.rawValue)=\($0.daemonDefault ?? "")" }
        }
        #expect(lines == expected)
    }

    @Test("Uncommenting every line of tided.conf changes nothing: the defaults are those of the code")
    func daemonFileDefaults() throws {
        let text = try shipped("config/tided.conf").split(separator: "\n").map { line in
            line.hasPrefix("#") && !line.hasPrefix("# ") ? line.dropFirst() : line
        }.joined(separator: "\n")
        let loaded = try load([
            "/etc/tide/tided.conf": text, "/etc/tide/tided.conf.d/region.conf": minimalDaemonFile,
            "/etc/tide/chat.schedule": minimalSchedule,
        ])
        #expect(loaded.faults.map(\.description) == [])
        #expect(loaded.daemon == DaemonConfiguration(region: "ap-guangzhou"))
        var settings = FleetSettings()
        settings.apiIdentity = loaded.fleet.settings.apiIdentity
        #expect(loaded.fleet.settings == settings)
        let plain = try load(["/etc/tide/chat.schedule": minimalSchedule])
        #expect(loaded.fleet.schedules == plain.fleet.schedules)
    }

    @Test("The example schedules load without a fault", arguments: ["office-hours", "tidal-day", "one-time-event"])
    func examples(_ name: String) throws {
        let loaded = try load(["/etc/tide/\(name).schedule": shipped("config/\(name).schedule")])
        #expect(loaded.faults.map(\.description) == [])
        #expect(loaded.fleet.schedules.count == 1)
    }

    @Test(
        "The manual describes every key in its section",
        arguments: [(FileKind.daemon, "deploy/man/tided.conf.5"), (.schedule, "deploy/man/tide.schedule.5")])
    func manual(_ kind: FileKind, _ path: String) throws {
        let described = try shipped(path).split(separator: "\n").reduce(into: [String: [String]]()) { found, line in
            if line.hasPrefix(".SH ") { found["", default: []].append(String(line.dropFirst(4))) }
            let section = found[""]?.last ?? ""
            if line.hasPrefix(".BR ") || line.hasPrefix(".B ") || line.hasPrefix(".BI ") {
                found[section, default: []].append(line.split(separator: " ").dropFirst().joined(separator: " "))
            }
        }
        for section in kind.sections {
            let paragraphs = described["[\(section.rawValue.uppercased())] SECTION"] ?? []
            for key in section.keys {
                #expect(
                    paragraphs.contains { $0.hasPrefix("\(key.rawValue)=") }, "\(section.rawValue) \(key.rawValue)=")
            }
        }
    }
}
