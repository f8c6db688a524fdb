import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Control

@Suite struct ClientTests {
    /// A socket on which the test itself answers, one connection after the other.
    private final class Server: Sendable {
        let path: String
        private let descriptor: Int32

        init() throws {
            var template = Array("/tmp/tide-control.XXXXXX".utf8CString)
            let made = template.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
            }
            path = "\(try #require(made))/socket"
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(bound == 0)
            try #require(listen(descriptor, 4) == 0)
        }

        deinit {
            close(descriptor)
            unlink(path)
            rmdir(String(path.dropLast("/socket".count)))
        }

        /// Takes one connection, reads a line from it, writes `pieces` and ends it. It has a thread of its own, for the
        /// client under test blocks the one of the test.
        ///
        /// - Parameter unasked: It writes without having read.
        /// - Returns: waits for the line that was read.
        @discardableResult func answer(_ pieces: [String], unasked: Bool = false) -> @Sendable () -> String {
            let descriptor = descriptor
            let done = DispatchSemaphore(value: 0)
            let request = Box()
            DispatchQueue(label: "server").async {
                let connection = accept(descriptor, nil, nil)
                var line: [UInt8] = []
                var byte: UInt8 = 0
                while !unasked, read(connection, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
                for piece in pieces {
                    let bytes = Array(piece.utf8)
                    // The client may have had enough.
                    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                }
                close(connection)
                request.text.withLock { $0 = String(decoding: line, as: UTF8.self) }
                done.signal()
            }
            return {
                done.wait()
                return request.text.withLock { $0 }
            }
        }

        private final class Box: Sendable {
            let text = Mutex("")
        }
    }

    @Test("Where nobody listens the status is 3, with a gone daemon's socket file or without one")
    func notRunning() throws {
        let missing = #expect(throws: ControlError.self) { try ControlClient(path: "/tmp/tide-no-such-socket") }
        #expect(missing?.status == .notRunning)
        #expect(missing?.message.hasPrefix("tided is not running") == true)
        let path: String
        do { path = try Server().path }
        #expect(throws: ControlError.self) { try ControlClient(path: path) }
    }

    @Test("A path that no socket can have is a fault of the command line")
    func longPath() {
        let fault = #expect(throws: ControlError.self) {
            try ControlClient(path: "/" + String(repeating: "x", count: 200))
        }
        #expect(fault?.status == .usage)
    }

    @Test("An answer in pieces is put together; one to an earlier request is passed over")
    func pieces() throws {
        let server = try Server()
        let request = server.answer([
            "{\"id\":0,\"result\":{\"message\":\"old\"}}\n{\"id\":1,", "\"result\":{\"message\":\"done\"}}\n",
        ])
        let client = try ControlClient(path: server.path)
        #expect(try client.request(.thaw, as: CommandResult.self).message == "done")
        #expect(request() == "{\"arguments\":{},\"id\":1,\"verb\":\"thaw\",\"version\":1}")
    }

    @Test("The answer's JSON can be had as the daemon wrote it; its error is an error all the same")
    func raw() throws {
        let server = try Server()
        server.answer(["{\"id\":1,\"result\":[{\"b\":1,\"a\":null}]}\n"])
        let first = try ControlClient(path: server.path)
        #expect(try String(decoding: first.requestJSON(.list(all: false)), as: UTF8.self) == "[{\"b\":1,\"a\":null}]")
        server.answer(["{\"error\":{\"message\":\"may not\",\"status\":5},\"id\":1}\n"])
        let second = try ControlClient(path: server.path)
        #expect(throws: ControlError(.refused, "may not")) { try second.requestJSON(.list(all: false)) }
    }

    @Test("The daemon's error is the client's, with its status")
    func error() throws {
        let server = try Server()
        server.answer(["{\"error\":{\"message\":\"may not\",\"status\":5},\"id\":1}\n"])
        let client = try ControlClient(path: server.path)
        #expect(throws: ControlError(.refused, "may not")) { try client.request(.thaw, as: CommandResult.self) }
    }

    @Test("A daemon that refuses a connection before anything is asked of it is heard")
    func refusal() throws {
        let server = try Server()
        let isOver = server.answer(
            ["{\"error\":{\"message\":\"may not connect\",\"status\":5},\"id\":0}\n"], unasked: true)
        let client = try ControlClient(path: server.path)
        _ = isOver()
        #expect(throws: ControlError(.refused, "may not connect")) { try client.request(.thaw, as: CommandResult.self) }
    }

    @Test(
        "An answer that makes no sense, or ends early, is an error and no crash",
        arguments: ["", "{\"id\":1,\"result\":", "\n", "nonsense\n", "{\"id\":1}\n", "{\"id\":1,\"result\":[]}\n"])
    func nonsense(text: String) throws {
        let server = try Server()
        server.answer([text])
        let client = try ControlClient(path: server.path)
        let fault = #expect(throws: ControlError.self) { try client.request(.thaw, as: CommandResult.self) }
        #expect(fault?.status == .failed)
    }

    @Test("A daemon that does not answer is given up in time")
    func timeout() throws {
        let server = try Server()
        let client = try ControlClient(path: server.path)
        let start = ContinuousClock.now
        let fault = #expect(throws: ControlError.self) {
            try client.request(.thaw, as: CommandResult.self, timeout: .milliseconds(50))
        }
        #expect(fault == ControlError(.failed, "tided did not answer in time"))
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("A stream ends when the daemon says so, or when the reader has enough")
    func stream() throws {
        let server = try Server()
        let items = (1...3).map { "{\"id\":1,\"item\":\($0)}\n" }.joined()
        for enough in [2, 9] {
            server.answer([items, "{\"end\":true,\"id\":1}\n"])
            let client = try ControlClient(path: server.path)
            var seen: [Int] = []
            try client.stream(.calls(service: nil, failed: false, follow: true, full: true), as: Int.self) { item in
                seen.append(item)
                return seen.count < enough
            }
            #expect(seen == Array([1, 2, 3].prefix(enough)))
        }
    }
}
