import CivilTime
import FoundationEssentials
import Glibc
import TC3
import TIONEClient

/// Calls one after the other on a few tasks, as fast as they are answered.
enum ClientLoad {
    struct Result {
        var callsPerSecond: Double
        var microsecondsOfCPU: Double
    }

    static let credential = Credential(
        secretID: "AKID2ZWeqhFWCEPyYngFb51yBMWXaSCrUZoL", secretKey: "8g5ubbbPIa84yRnBUbHoWC8F")
    static let body = Array(
        #"{"Replicas":8,"ScaleMode":"MANUAL","ServiceAction":"SCALE","ServiceId":"ms-h29wqz2b-1"}"#.utf8)

    static func measure(port: Int, concurrency: Int, duration: Duration) async throws -> Result {
        let client = try TIONEClient(
            configuration: .init(endpoint: try APIEndpoint("http://127.0.0.1:\(port)"), region: "ap-guangzhou"))
        _ = await run(client, concurrency, for: duration / 10)
        let started = MonotonicInstant.now()
        let cpu = processorTime()
        let calls = await run(client, concurrency, for: duration)
        let seconds = Double((MonotonicInstant.now() - started).nanoseconds) / 1e9
        let used = processorTime() - cpu
        await client.shutdown()
        return Result(callsPerSecond: Double(calls) / seconds, microsecondsOfCPU: used * 1e6 / Double(max(1, calls)))
    }

    private static func run(_ client: TIONEClient, _ concurrency: Int, for duration: Duration) async -> Int {
        let end = MonotonicInstant.now() + duration
        return await withTaskGroup(of: Int.self) { group in
            for _ in 0..<concurrency {
                group.addTask {
                    var calls = 0
                    while MonotonicInstant.now() < end {
                        let result = await client.call(
                            "ModifyModelService", body: body, credential: credential, timestamp: Int64(time(nil)))
                        guard case .success = result.outcome else { continue }
                        calls += 1
                    }
                    return calls
                }
            }
            return await group.reduce(0, +)
        }
    }

    /// Seconds of CPU that this process has used, on all its threads.
    static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
