import Autoscaling
import Glibc
import Testing

/// deploy/systemd/tided.catalog against the kinds of events that the engine reports.
@Suite("Journal catalog")
struct CatalogTests {
    /// One entry: its text, and the fields that it shows.
    struct Entry {
        var language: String
        var header: [String: String] = [:]
        var text = ""

        var fields: [String] { text.matches(of: /@([A-Z_]+)@/).map { String($0.1) } }
    }

    private let entries: [String: [Entry]]

    init() throws {
        let path = #filePath.replacing("Tests/SystemdTests/CatalogTests.swift", with: "deploy/systemd/tided.catalog")
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        let content = String(decoding: bytes.prefix(count), as: UTF8.self)

        var entries: [String: [Entry]] = [:]
        for block in content.split(separator: "\n-- ").dropFirst() {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            let title = try #require(lines.first).split(separator: " ")
            let id = String(try #require(title.first))
            var entry = Entry(language: title.count > 1 ? String(title[1]) : "")
            let body = lines.dropFirst().drop { line in
                guard let colon = line.firstIndex(of: ":") else { return false }
                entry.header[String(line[..<colon])] = String(line[colon...].dropFirst(2))
                return !line.isEmpty
            }
            entry.text = body.joined(separator: "\n")
            entries[id, default: []].append(entry)
        }
        self.entries = entries
    }

    @Test("Every kind of event is explained once in English and once in Chinese", arguments: EventKind.allCases)
    func languages(_ kind: EventKind) throws {
        let entries = try #require(entries[kind.messageID])
        #expect(entries.map(\.language) == ["", "zh_CN"])
        for entry in entries {
            #expect(entry.header["Defined-By"] == "tided")
            #expect(entry.header["Documentation"]?.hasPrefix("man:") == true)
            #expect(entry.header["Subject"]?.isEmpty == false)
            #expect(entry.text.count > 10)
        }
    }

    @Test("Only kinds of events that exist are explained")
    func kinds() {
        #expect(Set(entries.keys) == Set(EventKind.allCases.map(\.messageID)))
    }

    @Test("Only fields that every entry has are shown, since a missing one would leave its bare name")
    func fields() {
        let present = Set(Report(.ready, "").fields.map(\.name))
        for (id, entries) in entries {
            for entry in entries {
                #expect(Set(entry.fields).isSubset(of: present), "\(id) \(entry.language)")
            }
        }
    }

    @Test("Both languages show the same fields")
    func sameFields() {
        for (id, entries) in entries {
            #expect(Set(entries.map { $0.fields.sorted() }).count == 1, "\(id)")
        }
    }
}
