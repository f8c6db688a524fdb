import Autoscaling
import CivilTime
import TIONE

/// What takes a service off TI-ONE's own schedule without changing anything else of it.
///
/// An ordinary update would restart instances and may blank fields. SCALE sets who decides on the count: MANUAL with
/// the count that there is now; where the jobs set bounds of the autoscaler, AUTO with strategy HPA and the autoscaler
/// as it is. Neither touches a ScheduledAction.
struct Adoption: Equatable {
    enum Step: Equatable {
        /// TI-ONE runs no jobs of it.
        case nothingToDo
        case scale(Modification)
        /// It stays under TI-ONE's jobs, and why.
        case impossible(String)
    }

    var serviceId: String
    var step: Step
    /// How many jobs TI-ONE runs.
    var jobs: Int
    /// The time of a stop that TI-ONE will carry out and that no SCALE clears.
    var armedStop: String?

    var sends: Bool {
        if case .scale = step { true } else { false }
    }

    /// - Parameters:
    ///   - tiProjectId: the workspace that the call is made in.
    ///   - now: a stop before it is over.
    init(of service: Service, tiProjectId: String?, at now: Instant) {
        serviceId = service.serviceId ?? ""
        jobs = service.isRunByPlatformJobs ? service.platformJobs.count : 0
        if let stop = service.armedStop {
            let time = stop.scheduleStopTime ?? ""
            let isPast = (try? Instant(rfc3339: time)).map { $0 <= now } ?? false
            if !isPast { armedStop = time.isEmpty ? "an unknown time" : time }
        }
        step = Self.step(for: service, tiProjectId)
    }

    private static func step(for service: Service, _ tiProjectId: String?) -> Step {
        guard service.isRunByPlatformJobs else { return .nothingToDo }
        guard let seen = Observation(service) else { return .impossible("the API does not say which service it is") }
        switch seen.status {
        case .normal: break
        case .stopped, .stopping:
            return .impossible(
                "it is stopped: SCALE is refused then, and RESUME would start it; TI-ONE's jobs stay with it until it runs and "
                    + "is adopted, or is scaled by Tide")
        default:
            let status = seen.status == .unknown ? "of unknown status" : seen.status.rawValue
            return .impossible("it is \(status), not Normal, so that its count may be changing; adopt it later")
        }
        if seen.isHybrid, seen.prepaidReplicas == nil {
            return .impossible("the number of its prepaid instances is unknown, and SCALE without it makes it 1")
        }
        var modification = Modification(serviceId: seen.serviceId, tiProjectId: tiProjectId, change: .replicas(0))
        modification.hybridBillingPrepaidReplicas = seen.isHybrid ? seen.prepaidReplicas : nil
        if service.platformJobs.contains(where: { ($0.minReplicas ?? 0) > 0 || ($0.maxReplicas ?? 0) > 0 }) {
            guard let hpa = seen.hpa else {
                return .impossible(
                    "its jobs set bounds of the autoscaler, and the API shows no autoscaler to keep; set one, or a fixed "
                        + "count, in the console")
            }
            modification.change = .hpa(hpa)
        } else {
            guard let count = count(seen) else {
                return .impossible("how many instances it has can't be told from what the API shows: \(counts(seen))")
            }
            modification.change = .replicas(count)
        }
        return .scale(modification)
    }

    /// The count as it is now. With AUTO, `Replicas` is the default of the schedule; the workload's is the one in
    /// force.
    private static func count(_ seen: Observation) -> Int? {
        guard let workload = seen.workloadReplicas else { return seen.replicas }
        if let ready = seen.readyReplicas, ready != workload { return nil }
        guard seen.isHybrid else { return workload > 0 ? workload : seen.replicas }
        // Whether the workload's count holds the prepaid instances the reference does not say: only where both readings
        // agree with the post-paid count is that sure.
        guard let postpaid = seen.replicas else { return nil }
        return workload == postpaid || workload == postpaid + (seen.prepaidReplicas ?? 0) ? postpaid : nil
    }

    private static func counts(_ seen: Observation) -> String {
        [("Replicas", seen.replicas), ("of the workload", seen.workloadReplicas), ("ready", seen.readyReplicas)]
            .map { "\($0.0) \($0.1.map(String.init) ?? "-")" }.joined(separator: ", ")
    }

    /// What is sent, in words: `SCALE MANUAL 5`.
    static func words(_ modification: Modification) -> String {
        let prepaid = modification.hybridBillingPrepaidReplicas.map { ", prepaid \($0) kept" } ?? ""
        switch modification.change {
        case .replicas(let count):
            return "SCALE MANUAL with \(count) \(count == 1 ? "instance" : "instances"), as now\(prepaid)"
        case .hpa(let hpa):
            let metrics = hpa.metrics.map(\.description).joined(separator: " ")
            return "SCALE AUTO by HPA \(hpa.minReplicas) to \(hpa.maxReplicas) (\(metrics)), as now\(prepaid)"
        case .stop, .resume: return modification.description
        }
    }
}
