import Autoscaling
import CronSchedule
import Testing
import TideConfiguration

@testable import Lint

@Suite("What verify finds by asking the API")
struct OnlineTests {
    /// Those that find nothing without the API.
    static let rules: Set = [
        "missing-service", "no-metrics", "zero-is-stop", "two-schedulers", "other-version", "prepaid-unknown",
    ]

    /// A service at rest, paid by the hour.
    private static func service(_ id: String, _ change: (inout Observation) -> Void = { _ in }) -> Observation {
        var observation = Observation(serviceId: id)
        observation.serviceGroupId = "ms-a"
        observation.status = .normal
        observation.chargeType = "POSTPAID_BY_HOUR"
        observation.replicas = 2
        change(&observation)
        return observation
    }

    /// Rule, severity, line:column and message of each.
    private func found(_ text: String, _ services: [Observation], missing: Set<String> = []) throws -> [String] {
        let loaded = try load(["/etc/tide/chat.schedule": "[Service]\nServiceId=ms-a-1\n" + text])
        #expect(loaded.faults.isEmpty)
        let zone = try TimeZoneRules(identifier: "Asia/Shanghai")
        let facts = OnlineFacts(services: services, missing: missing)
        let before = lint(loaded, hostZone: zone, at: now)
        return lint(loaded, hostZone: zone, at: now, online: facts).filter { !before.contains($0) }.map {
            "\($0.rule) \($0.severity.rawValue) \($0.location.line):\($0.location.column) \($0.message)"
        }
    }

    private static let day = RuleTests.day
    private static let zero = RuleTests.job("night", "0 22 * * *", "TargetReplicas=0")
    private static let bounds = RuleTests.job("auto", "0 9 * * *", "MinReplicas=2\nMaxReplicas=6")

    @Test("A service in order draws no finding")
    func clean() throws {
        #expect(try found(Self.day + RuleTests.night, [Self.service("ms-a-1")]).isEmpty)
        #expect(try found(Self.day, []).isEmpty, "one that was not asked for is not missing")
    }

    @Test("A service that does not exist is an error that names the other versions of its group")
    func missing() throws {
        let text = "missing-service error 2:11 chat: TI-ONE has no service ms-a-1 in this region and workspace"
        #expect(try found(Self.day, [], missing: ["ms-a-1"]) == [text])
        let loaded = try load(["/etc/tide/chat.schedule": "[Service]\nServiceId=ms-a-1\n" + Self.day])
        let facts = OnlineFacts(services: [Self.service("ms-a-3"), Self.service("ms-ab-1")], missing: ["ms-a-1"])
        let finding = lint(loaded, hostZone: .utc, at: now, online: facts).first { $0.rule == "missing-service" }
        #expect(finding?.fix.contains("ms-a-3;") == true)
    }

    @Test("Bounds without metrics on either side are an error")
    func metrics() throws {
        let text = "no-metrics error 6:13 chat: auto: sets bounds, and ms-a-1 shows no HorizontalPodAutoscaler"
        #expect(try found(Self.bounds, [Self.service("ms-a-1")]) == [text])
        #expect(try found("HpaMetrics=gpu-util:60\n" + Self.bounds, [Self.service("ms-a-1")]).isEmpty)
        let seen = Self.service("ms-a-1") {
            $0.hpa = HpaSettings(minReplicas: 1, maxReplicas: 2, metrics: [HpaMetric(name: "gpu-util", value: 60)])
        }
        #expect(try found(Self.bounds, [seen]).isEmpty)
    }

    @Test("A target of 0 means what the charge type makes of it")
    func zero() throws {
        #expect(
            try found(Self.day + Self.zero, [Self.service("ms-a-1")]) == [
                "zero-is-stop warning 10:16 chat: night: TargetReplicas=0 stops ms-a-1, which is POSTPAID_BY_HOUR"
            ])
        let hybrid = Self.service("ms-a-1") {
            $0.chargeType = "HYBRID_PAID"
            $0.prepaidReplicas = 3
        }
        #expect(
            try found(Self.day + Self.zero, [hybrid]) == [
                "zero-is-stop warning 10:16 chat: night: TargetReplicas=0 leaves the 3 prepaid instances of ms-a-1 running"
            ])
    }

    @Test("Of a stopped hybrid service those prepaid instances count that it comes back with")
    func zeroOfStopped() throws {
        let stopped = Self.service("ms-a-1") {
            ($0.chargeType, $0.status) = ("HYBRID_PAID", .stopped)
            ($0.replicas, $0.prepaidReplicas, $0.oldPrepaidReplicas) = (0, 0, 3)
        }
        #expect(
            try found(Self.day + Self.zero, [stopped]) == [
                "zero-is-stop warning 10:16 chat: night: TargetReplicas=0 leaves the 3 prepaid instances of ms-a-1 running"
            ])
    }

    @Test("TI-ONE's own jobs and its own stop are warned of where they are in force")
    func twoSchedulers() throws {
        let jobs = Self.service("ms-a-1") {
            $0.isAuto = true
            $0.scaleStrategy = "CRON"
            $0.cronScaleJobs = 2
        }
        #expect(
            try found(Self.day, [jobs])
                == ["two-schedulers warning 2:11 chat: TI-ONE itself runs 2 CronScaleJobs of ms-a-1"])
        let kept = Self.service("ms-a-1") { $0.cronScaleJobs = 2 }
        #expect(try found(Self.day, [kept]).isEmpty)
        let stop = Self.service("ms-a-1") { $0.schedulesStop = true }
        #expect(try found(Self.day, [stop]).count == 1)
    }

    @Test("A newer version that runs without a schedule is warned of; an older, a stopped or another group's is not")
    func versions() throws {
        func version(_ id: String, _ number: String, _ status: Observation.Status = .normal) -> Observation {
            Self.service(id) {
                $0.version = number
                $0.status = status
            }
        }
        let own = version("ms-a-1", "9")
        #expect(
            try found(Self.day, [own, version("ms-a-2", "10"), version("ms-a-3", "11")]) == [
                "other-version warning 2:11 chat: ms-a-3, a newer version of the same group, runs without a schedule"
            ])
        #expect(try found(Self.day, [own, version("ms-a-2", "8")]).isEmpty)
        #expect(try found(Self.day, [own, version("ms-a-2", "10", .stopped)]).isEmpty)
        var other = version("ms-b-2", "10")
        other.serviceGroupId = "ms-b"
        #expect(try found(Self.day, [own, other]).isEmpty)
    }

    @Test("HYBRID_PAID without a number of prepaid instances is an error where a job scales")
    func prepaid() throws {
        let unknown = Self.service("ms-a-1") { $0.chargeType = "HYBRID_PAID" }
        #expect(
            try found(Self.day, [unknown]) == [
                "prepaid-unknown error 2:11 chat: ms-a-1 is HYBRID_PAID, and the API does not tell its prepaid instances"
            ])
        let stopped = Self.service("ms-a-1") {
            $0.chargeType = "HYBRID_PAID"
            $0.status = .stopped
            $0.oldPrepaidReplicas = 3
        }
        #expect(try found(Self.day, [stopped]).isEmpty)
        #expect(
            try found(RuleTests.night + RuleTests.job("up", "0 8 * * *", "ServiceAction=RESUME"), [unknown]).isEmpty)
    }
}
