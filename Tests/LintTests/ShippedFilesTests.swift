import Testing
import TideConfiguration

@testable import Lint

@Suite("Example schedules")
struct ShippedFilesTests {
    @Test("Nothing is remarkable about them", arguments: ["office-hours", "tidal-day", "one-time-event"])
    func examples(_ name: String) throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard case .bytes(let bytes) = DiskFiles().content(of: "/\(root)/config/\(name).schedule") else {
            Issue.record("config/\(name).schedule can't be read")
            return
        }
        #expect(try findings([name: String(decoding: bytes, as: UTF8.self)]) == [])
    }

    @Test("The manual describes every rule", arguments: ruleNames)
    func manual(_ rule: String) throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard case .bytes(let bytes) = DiskFiles().content(of: "/\(root)/deploy/man/tidectl.1") else {
            Issue.record("deploy/man/tidectl.1 can't be read")
            return
        }
        let heading = ".B \(rule.split(separator: "-").joined(separator: "\\-"))\n"
        #expect(String(decoding: bytes, as: UTF8.self).contains(heading))
    }
}
