import CAllocationCount
import CivilTime
import FoundationEssentials
import Glibc
import TC3
import TIONE
import TIONEClient

/// What it costs to build and sign a SCALE, the key of the day derived.
enum ClientSigning {
    static let repetitions = 50_000
    static let passes = 5

    static func measure() -> [Measurement] {
        var signer = Signer(
            credential: Credential(
                secretID: "AKID2ZWeqhFWCEPyYngFb51yBMWXaSCrUZoL", secretKey: "8g5ubbbPIa84yRnBUbHoWC8F"))
        guard let endpoint = try? APIEndpoint(APIEndpoint.standard) else { return [] }
        let body = encoded(replicas: 8)
        let sign = best {
            signer.sign(host: "tione.tencentcloudapi.com", body: body, timestamp: $0).authorization.utf8.count
        }
        let request = best {
            SignedRequest(
                endpoint: endpoint, region: "ap-guangzhou", action: "ModifyModelService", body: body, timestamp: $0,
                language: "en-US", signer: &signer
            ).headers.count
        }
        let encode = best { encoded(replicas: Int($0 & 63)).count }
        let all = best {
            SignedRequest(
                endpoint: endpoint, region: "ap-guangzhou", action: "ModifyModelService",
                body: encoded(replicas: Int($0 & 63)), timestamp: $0, language: "en-US", signer: &signer
            ).headers.count
        }
        return [
            Measurement("signature", sign.nanoseconds / 1e3, "µs"),
            Measurement("signatures", 1e9 / sign.nanoseconds, "/s"),
            Measurement("allocations a signature", sign.allocations, ""),
            Measurement("signed request with its headers", request.nanoseconds / 1e3, "µs"),
            Measurement("allocations a signed request", request.allocations, ""),
            Measurement("JSON of a SCALE", encode.nanoseconds / 1e3, "µs"),
            Measurement("SCALE from values to signed request", all.nanoseconds / 1e3, "µs"),
            Measurement("allocations a SCALE", all.allocations, ""),
        ]
    }

    private static func encoded(replicas: Int) -> [UInt8] {
        var json = JSONObjectWriter()
        json.add("Replicas", replicas)
        json.add("ScaleMode", "MANUAL")
        json.add("ServiceAction", "SCALE")
        json.add("ServiceId", "ms-h29wqz2b-1")
        return json.finished()
    }

    /// Nanoseconds of CPU and calls of malloc(3) of one repetition, in the best of a few passes: what the machine does
    /// besides only ever adds.
    private static func best(_ body: (_ timestamp: Int64) -> Int) -> (nanoseconds: Double, allocations: Double) {
        var best = (nanoseconds: Double.infinity, allocations: 0.0)
        var sink = 0
        for _ in 0..<passes {
            let before = allocation_count()
            let start = processorTime()
            for i in 0..<repetitions { sink &+= body(1_700_149_213 + Int64(i & 1023)) }
            let nanoseconds = (processorTime() - start) / Double(repetitions)
            if nanoseconds < best.nanoseconds {
                best = (nanoseconds, Double(allocation_count() - before) / Double(repetitions))
            }
        }
        precondition(sink != 0, "the work was left out")
        return best
    }

    /// Nanoseconds of CPU that this thread has used.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
