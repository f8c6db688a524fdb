import Glibc
import Testing

@testable import Systemd

@Suite("Credentials directory")
struct CredentialsDirectoryTests {
    @Test("A credential is read byte for byte; one that is not there is nil")
    func read() throws {
        let directory = try TemporaryDirectory()
        try directory.write("secret", [0, 10, 255, 10])
        try directory.write("empty", [])
        try directory.write("long", [UInt8](repeating: 7, count: 100_000))
        let credentials = CredentialsDirectory(path: directory.path)
        #expect(try credentials.credential("secret") == [0, 10, 255, 10])
        #expect(try credentials.credential("empty") == [])
        #expect(try credentials.credential("long")?.count == 100_000)
        #expect(try credentials.credential("absent") == nil)
    }

    @Test("A name can't leave the directory", arguments: ["../secret", "", ".", "..", "a/b", "a:b", "a\0b"])
    func names(_ name: String) throws {
        let directory = try TemporaryDirectory()
        #expect(throws: CredentialError(name: name, path: directory.path, problem: .invalidName)) {
            try CredentialsDirectory(path: directory.path).credential(name)
        }
    }

    @Test("A credential longer than systemd allows is refused")
    func tooLarge() throws {
        let directory = try TemporaryDirectory()
        try directory.write("huge", [UInt8](repeating: 7, count: 1 << 20 + 1))
        #expect(throws: CredentialError(name: "huge", path: directory.path, problem: .tooLarge)) {
            try CredentialsDirectory(path: directory.path).credential("huge")
        }
    }

    @Test("An unreadable credential is an error that says where and why, not a missing one")
    func unreadable() throws {
        let directory = try TemporaryDirectory()
        mkdir("\(directory.path)/folder", 0o700)
        defer { rmdir("\(directory.path)/folder") }
        let error = try #require(throws: CredentialError.self) {
            try CredentialsDirectory(path: directory.path).credential("folder")
        }
        #expect(error.description == "the credential \(directory.path)/folder can't be read: Is a directory")
    }

    @Test("The environment names the directory")
    func environment() async {
        await #expect(processExitsWith: .success) {
            unsetenv("CREDENTIALS_DIRECTORY")
            #expect(CredentialsDirectory() == nil)
            setenv("CREDENTIALS_DIRECTORY", "/run/credentials/tided.service", 1)
            #expect(CredentialsDirectory()?.path == "/run/credentials/tided.service")
        }
    }
}

/// A directory that goes with the value, and its plain files with it.
final class TemporaryDirectory {
    let path: String
    private var names: [String] = []

    init() throws {
        var template = Array("/tmp/tide-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemdError(operation: "make a directory", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    }

    func write(_ name: String, _ content: [UInt8]) throws {
        let descriptor = open("\(path)/\(name)", O_CREAT | O_WRONLY, 0o600)
        defer { close(descriptor) }
        guard Glibc.write(descriptor, content, content.count) == content.count else {
            throw SystemdError(operation: "write \(name)", code: errno)
        }
        names.append(name)
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
