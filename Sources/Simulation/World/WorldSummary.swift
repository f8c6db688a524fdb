import Autoscaling
import CivilTime

/// What a world that kept all promises came to.
public struct WorldSummary: Sendable {
    public internal(set) var services = 0
    public internal(set) var simulated = Duration.zero
    /// Inputs that the engine took.
    public internal(set) var turns = 0
    public internal(set) var calls = 0
    /// ModifyModelService calls among them.
    public internal(set) var changes = 0
    /// Tells one course of events from another: the calls with their times. FNV-1a.
    public internal(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    var findings = Oracle.Findings()

    /// Services times days.
    public var serviceDays: Double { Double(services) * Double(simulated.nanoseconds) / 86_400e9 }
    /// Firings of schedules that were found accounted for.
    public var accountedFirings: Int { findings.firings }
    /// Outcomes that were found true.
    public var checkedOutcomes: Int { findings.rows }
    /// Services that were found where their schedule's latest target puts them.
    public var settledStates: Int { findings.settledStates }

    mutating func note(_ call: Call, at instant: Instant) {
        calls += 1
        mix(UInt64(bitPattern: instant.nanosecondsSince1970))
        guard case .modify(let modification) = call.request else { return }
        changes += 1
        for byte in modification.serviceId.utf8 { mix(UInt64(byte)) }
        switch modification.change {
        case .stop: mix(1)
        case .resume: mix(2)
        case .replicas(let count): mix(3 &+ UInt64(truncatingIfNeeded: count) << 8)
        case .hpa(let hpa): mix(4 &+ UInt64(truncatingIfNeeded: hpa.minReplicas &* 1_000 &+ hpa.maxReplicas) << 8)
        }
    }

    private mutating func mix(_ value: UInt64) { digest = (digest ^ value) &* 0x100_0000_01b3 }
}
