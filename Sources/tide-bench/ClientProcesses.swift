import FoundationEssentials
import Glibc

/// A program run beside this one, its output read.
struct ChildProcess {
    let identifier: pid_t
    /// The child's standard input; it may end by this being closed.
    let input: Int32
    let output: Int32

    struct NotStarted: Error {
        var program: String
        var code: Int32
    }

    init(_ program: String, _ arguments: [String]) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw NotStarted(program: program, code: errno) }
        for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        var child = pid_t()
        let code = posix_spawnp(&child, program, &actions, nil, &argv, environ)
        close(toChild[0])
        close(fromChild[1])
        guard code == 0 else { throw NotStarted(program: program, code: code) }
        identifier = child
        input = toChild[1]
        output = fromChild[0]
    }

    /// What the child writes up to the end of a line.
    func readLine() -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }

    func end() {
        close(input)
        close(output)
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
    }
}

/// The server that the client is measured against, as a process of its own, so that its work is not counted.
struct ServerProcess {
    private let child: ChildProcess
    let port: Int

    init(faults: Bool) throws {
        child = try ChildProcess("/proc/self/exe", ["client-server"] + (faults ? ["--faults"] : []))
        port = Int(child.readLine()) ?? 0
    }

    func stop() { child.end() }
}

/// The official SDK, making the same calls to the same server one after the other.
enum PythonSDK {
    static func measure(python: String, port: Int, seconds: Int) throws -> [Measurement] {
        let child = try ChildProcess(python, ["-c", program, String(port), String(seconds)])
        defer { child.end() }
        let numbers = child.readLine().split(separator: " ").compactMap { Double($0) }
        guard numbers.count == 3 else { return [] }
        return [
            Measurement("Python SDK: SCALE from values to signed request", numbers[0], "µs"),
            Measurement("Python SDK: calls, 1 at a time", numbers[1], "/s"),
            Measurement("Python SDK: CPU a call", numbers[2], "µs"),
        ]
    }

    private static let program = """
        import sys, time
        from tencentcloud.common.credential import Credential
        from tencentcloud.common.http.request import RequestInternal
        from tencentcloud.common.profile.client_profile import ClientProfile
        from tencentcloud.tione.v20211111 import models, tione_client
        port, seconds = sys.argv[1], float(sys.argv[2])
        profile = ClientProfile()
        profile.httpProfile.scheme = "http"
        profile.httpProfile.endpoint = "127.0.0.1:" + port
        profile.httpProfile.keepAlive = True
        client = tione_client.TioneClient(Credential("AKIDexample", "key"), "ap-guangzhou", profile)
        request = models.ModifyModelServiceRequest()
        request.ServiceId, request.ServiceAction = "ms-h29wqz2b-1", "SCALE"
        request.ScaleMode, request.Replicas = "MANUAL", 8
        def sign():
            client._build_req_with_tc3_signature(
                "ModifyModelService", request._serialize(), RequestInternal("127.0.0.1", "POST", "/"))
        for _ in range(1000): sign()
        start = time.perf_counter()
        for _ in range(20000): sign()
        signing = (time.perf_counter() - start) / 20000 * 1e6
        for _ in range(200): client.ModifyModelService(request)
        calls, cpu, start = 0, time.process_time(), time.perf_counter()
        while time.perf_counter() - start < seconds:
            client.ModifyModelService(request)
            calls += 1
        elapsed = time.perf_counter() - start
        print(signing, calls / elapsed, (time.process_time() - cpu) / calls * 1e6)
        """
}
