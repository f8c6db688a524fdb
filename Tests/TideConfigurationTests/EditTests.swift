import Autoscaling
import Glibc
import Testing

@testable import TideConfiguration

@Suite("Changing files")
struct EditTests {
    @Test(
        "People name files by stem, by name, or as a drop-in",
        arguments: [
            ("chat", "chat.schedule", nil), ("chat.schedule", "chat.schedule", nil), ("tided.conf", "tided.conf", nil),
            ("a.b", "a.b.schedule", nil), ("chat.schedule.d/10-x.conf", "chat.schedule", "10-x.conf"),
            ("tided.conf.d/r.conf", "tided.conf", "r.conf"),
        ] as [(String, String, String?)])
    func unitNames(_ text: String, _ file: String, _ dropIn: String?) {
        #expect(UnitName(text) == UnitName(file: file, dropIn: dropIn))
    }

    @Test(
        "Other names are none",
        arguments: [
            "", ".chat", "-chat", "a/b", "chat.d/x.conf", "chat.schedule.d/x", "../chat", "chat.schedule.d/.x.conf",
            "/x",
        ])
    func notUnitNames(_ text: String) { #expect(UnitName(text) == nil) }

    @Test("An editor is given the drop-in and, below as comments, what it changes")
    func editText() {
        let text = EditText(
            path: "/etc/tide/a.schedule.d/override.conf", current: "[Service]\nMaxStep=2\n",
            context: [("/usr/lib/tide/a.schedule", "[Service]\n\n# x\n")])
        #expect(
            text.text == """
                ### Editing /etc/tide/a.schedule.d/override.conf
                ### Anything between here and the comment below becomes the content of this file

                [Service]
                MaxStep=2

                ### Edits below this comment will be discarded


                ### /usr/lib/tide/a.schedule
                # [Service]
                #
                # # x
                #

                """)
        #expect(EditText.content(of: text.text) == "[Service]\nMaxStep=2\n")
    }

    @Test(
        "What an editor leaves is taken without the comments around it",
        arguments: [
            ("", ""), ("\n \n", ""), ("[A]", "[A]\n"), ("\n\n[A]\nK=1\n\n\n", "[A]\nK=1\n"),
            ("# mine\n[A]\n", "# mine\n[A]\n"),
            ("### Edits below this comment will be discarded\n[A]\n", ""),
        ])
    func content(_ edited: String, _ content: String) { #expect(EditText.content(of: edited) == content) }

    @Test("A file is replaced as a whole, its mode kept, its directory made; nothing else is left behind")
    func atomicWrite() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/deep/er/x.conf"
        try AtomicFile.write("one\n", to: path)
        #expect(DiskFiles().content(of: path) == .bytes(Array("one\n".utf8)))
        #expect(try mode(of: path) == 0o644)
        try #require(chmod(path, 0o600) == 0)
        try AtomicFile.write("two\n", to: path)
        #expect(DiskFiles().content(of: path) == .bytes(Array("two\n".utf8)))
        #expect(try mode(of: path) == 0o600)
        #expect(try DiskFiles().names(in: "\(directory.path)/deep/er") == ["x.conf"])
    }

    @Test("A mask never replaces a file")
    func masking() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/x.schedule"
        try AtomicFile.mask(path)
        #expect(DiskFiles().content(of: path) == .masked)
        #expect(throws: FileFault.self) { try AtomicFile.mask(path) }
        try AtomicFile.remove(path)
        #expect(DiskFiles().content(of: path) == .absent)
        #expect(throws: FileFault.self) { try AtomicFile.remove(path) }
        try directory.write("text", to: "x.schedule")
        #expect(throws: FileFault.self) { try AtomicFile.mask(path) }
        #expect(DiskFiles().content(of: path) == .bytes(Array("text".utf8)))
    }

    @Test("An overlay shows how it would be with other files in place")
    func overlay() throws {
        var overlay = OverlayFiles(
            MemoryFiles([
                "/etc/tide/tided.conf": minimalDaemonFile, "/etc/tide/chat.schedule": minimalSchedule,
                "other/x.schedule": "[Service]\nServiceId=ms-x-1\n", "other/y.schedule": "noise",
            ]))
        overlay.contents["/etc/tide/chat.schedule.d/x.conf"] = .bytes(
            Array("[CronScaleJob]\nName=morning\nTargetReplicas=1\n".utf8))
        overlay.visibleNames["other"] = ["x.schedule"]
        let loaded = loadConfiguration(directories: ["other", "/etc/tide"], host: try host(), files: overlay)
        #expect(loaded.faults == [])
        #expect(loaded.fleet.schedules.map(\.name) == ["chat", "x"])
        #expect(loaded.fleet.schedules.first?.jobs.map(\.target) == [.replicas(1)])
        #expect(try overlay.names(in: "/none") == nil)
    }

    private func mode(of path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_mode & 0o777
    }
}
