import FoundationEssentials
import Testing
import TideConfiguration

@testable import tidectl

@Suite("Files that are put in place together")
struct FileBatchTests {
    private let directory: String

    init() throws {
        directory = FileManager.default.temporaryDirectory.path + "/tide-batch-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    private func names() throws -> [String] { try DiskFiles().names(in: directory)?.sorted() ?? [] }

    @Test("Each stands under its own name with its own text, and nothing else is left behind")
    func all() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let files = (1...40).map { (text: "text \($0)\n", path: "\(directory)/\($0).schedule") }
        try FileBatch.write(files)
        #expect(try names().count == 40)
        for file in files { #expect(DiskFiles().content(of: file.path) == .bytes(Array(file.text.utf8))) }
    }

    @Test("Where one can't be written none is put in place")
    func none() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileBatch.write([("kept\n", "\(directory)/a")])
        #expect(throws: FileFault.self) {
            try FileBatch.write([("new\n", "\(directory)/a"), ("new\n", "\(directory)/a/b")])
        }
        #expect(try names() == ["a"])
        #expect(DiskFiles().content(of: "\(directory)/a") == .bytes(Array("kept\n".utf8)))
    }
}
