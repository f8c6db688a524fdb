import Glibc
import NIOSSL

/// A private CA and a server certificate for 127.0.0.1 and tione.test, made by openssl(1) for one test run.
struct TestCertificates: Sendable {
    let directory: String

    var ca: String { "\(directory)/ca.pem" }

    static let shared = Result { try TestCertificates() }

    private init() throws {
        var template = Array("/tmp/tide-certificates-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CommandFailed(command: "mkdtemp", status: errno) }
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try openssl(
            ["req", "-x509"] + key
                + [
                    "-keyout", "\(directory)/ca.key", "-out", ca, "-subj", "/CN=Test CA", "-addext",
                    "basicConstraints=critical,CA:TRUE",
                ])
        try openssl(
            ["req", "-x509"] + key
                + [
                    "-keyout", "\(directory)/server.key", "-out", "\(directory)/server.pem", "-subj", "/CN=server",
                    "-CA", ca, "-CAkey", "\(directory)/ca.key", "-addext", "basicConstraints=critical,CA:FALSE",
                    "-addext",
                    "subjectAltName=DNS:tione.test,IP:127.0.0.1",
                ])
    }

    func serverContext() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile("\(directory)/server.pem").map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(file: "\(directory)/server.key", format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }

    struct CommandFailed: Error {
        var command: String
        var status: Int32
    }

    private func openssl(_ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var argv = (["openssl"] + arguments).map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        var process = pid_t()
        var status: Int32 = 0
        guard posix_spawnp(&process, "openssl", &actions, nil, &argv, environ) == 0,
            waitpid(process, &status, 0) == process, status == 0
        else { throw CommandFailed(command: "openssl \(arguments.joined(separator: " "))", status: status) }
    }
}
