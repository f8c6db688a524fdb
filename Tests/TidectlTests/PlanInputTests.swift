import Autoscaling
import CivilTime
import CronSchedule
import FoundationEssentials
import SimulatedCloud
import TIONE
import Testing
import TideConfiguration

@testable import Control
@testable import tidectl

@Suite("What a plan is told")
struct PlanInputTests {
    private static let group = """
        {"ServiceGroups":[{"ServiceGroupId":"ms-chat","Services":[
        {"ServiceId":"ms-chat-1","Status":"Normal","ChargeType":"HYBRID_PAID","ServiceInfo":{"Replicas":5,"ScaleMode":"MANUAL","Odd":"[redacted]"}},
        {"ServiceId":"ms-chat-2","Status":"Stopped","ServiceInfo":null}]}],"TotalCount":1,"RequestId":"r"}
        """
    private static let service = """
        {"Service":{"ServiceId":"ms-chat-1","Status":"Normal","ServiceInfo":{"Replicas":5}},"RequestId":"r"}
        """
    private static let summary = """
        {"service":"chat","serviceId":"ms-chat-1","isEnabled":true,"isDryRun":false,"desired":"8","status":"Normal","size":"5",\
        "ready":5,"observed":"2026-11-24T00:00:00Z","next":null,"open":null,"waits":null,"last":null,"pause":null,\
        "override":null,"warnings":[]}
        """

    @Test(
        "Observations are read from whatever prints them",
        arguments: [
            group, "{\"Response\":\(group)}", "{\"method\":\"POST\",\"reply\":{\"Response\":\(group)},\"error\":null}",
            service, "{\"Response\":\(service)}",
            "[{\"ServiceId\":\"ms-chat-1\",\"Status\":\"Normal\",\"ServiceInfo\":{\"Replicas\":5}}]",
            "{\"version\":\"0.1.0\",\"services\":[\(summary)]}",
            "{\"time\":\"2026-11-24T00:00:00Z\",\"summary\":\(summary),\"jobs\":[],\"observation\":null,\"history\":[]}",
        ])
    func observed(text: String) throws {
        let first = try #require(try ObservedFile(parsing: Array(text.utf8)).observations.first)
        #expect(first.serviceId == "ms-chat-1" && first.status == .normal && first.replicas == 5 && !first.isAuto)
        #expect(Plan.Level(first)?.text == "5")
    }

    @Test(
        "What holds no services is refused with what would",
        arguments: ["", "{", "{}", "[]", "7", "{\"chat\":1}", "{\"services\":[]}", "{\"services\":[{\"service\":1}]}"])
    func unusable(text: String) {
        #expect(throws: ObservedFile.Unusable.self) { try ObservedFile(parsing: Array(text.utf8)) }
    }

    @Test("The status of a running daemon is read as it prints it")
    func daemonStatus() throws {
        var observation = Observation(serviceId: "ms-chat-1")
        observation.status = .normal
        observation.isAuto = true
        observation.hpa = HpaSettings(minReplicas: 2, maxReplicas: 6, metrics: [HpaMetric(name: "gpu-util", value: 60)])
        observation.readyReplicas = 3
        var engine = Engine()
        let now = Moment(
            local: Instant(secondsSince1970: 1_795_449_600), boot: MonotonicInstant(nanosecondsSinceBoot: 0))
        _ = engine.handle(.started(StoredState(), seed: 1), at: now)
        _ = engine.handle(
            .configured(FleetConfiguration(schedules: [ServiceSchedule(name: "chat", serviceId: "ms-chat-1")])), at: now
        )
        var snapshot = engine.snapshot(at: now)
        snapshot.services[0].observation = observation
        let facts = DaemonFacts(version: "0", processId: 1, uptime: .zero, faults: [])
        let text = try ControlCoding.encoder.encode(FleetStatus(snapshot, facts))
        let read = try ObservedFile(parsing: Array(text)).observations
        #expect(read.compactMap { Plan.Level($0)?.text } == ["2-6"])
    }

    @Test("A service is asked about by its InstanceType and its machines; why it has no price is said")
    func specifications() {
        func specification(_ change: (inout Service, inout ServiceInfo) -> Void) -> PlanPrices.Specification {
            PlanPrices.Specification(of: platformService([], change: change))
        }
        let single = specification { $1.instanceType = "TI.X" }
        #expect(single.unit == SpecUnit(specName: "TI.X", specCount: 1))
        let distributed = specification {
            $1.instanceType = "TI.X"
            $1.instancePerReplicas = 4
        }
        #expect(distributed.unit == SpecUnit(specName: "TI.X", specCount: 4))
        #expect(specification { $1.instanceType = "" }.problem.contains("InstanceType"))
        #expect(specification { service, _ in service.chargeType = .prepaid }.problem.contains("PREPAID"))
        #expect(PlanPrices.Specification(of: nil).problem.contains("no such service"))
    }

    @Test("Prices are yuan after discount; a total too large for its type is no price")
    func prices() {
        let units = [SpecUnit(specName: "TI.A", specCount: 1), SpecUnit(specName: "TI.B", specCount: 2)]
        func price(_ name: String, _ count: Int, total: Int?, real: Int?) -> SpecPrice {
            var price = SpecPrice()
            (price.specName, price.specCount, price.totalCost, price.realTotalCost) = (name, count, total, real)
            return price
        }
        var reply = DescribeBillingSpecsPriceResponse()
        reply.specsPrice = [price("TI.A", 1, total: 2000, real: 1234), price("TI.B", 2, total: 5000, real: nil)]
        #expect(PlanPrices.read(reply, units) == [units[0]: 12.34, units[1]: 50])
        reply.specsPrice = [price("TI.A", 1, total: 0, real: nil), price("TI.C", 1, total: 1, real: 1)]
        #expect(PlanPrices.read(reply, units).isEmpty)
    }

    @Test("A picture that can't be written is refused in words, and its directory is not made")
    func unwritable() throws {
        let path = "/nonexistent-directory/x.svg"
        let failure = #expect(throws: CommandFailure.self) { try PlanCommand.write("<svg/>", to: path) }
        #expect(failure?.message == "\(path) can't be written: No such file or directory")
        #expect(throws: Never.self) { try PlanCommand.write("", to: "/dev/null") }
    }

    @Test("A service without a schedule is refused with the directories that were read")
    func unknownService() {
        func message(_ directories: [String], areStandard: Bool) -> String {
            ConfigurationOptions.noSchedule(
                of: "rank", among: FleetConfiguration(), in: directories, areStandard: areStandard
            ).message
        }
        #expect(message(["etc"], areStandard: false) == "no schedule is named rank or has that ServiceId in etc")
        #expect(
            message(["/etc/tide", "/run/tide"], areStandard: true)
                == "no schedule is named rank or has that ServiceId in /etc/tide, /run/tide; "
                + "--config-dir= reads another directory")
    }

    @Test("What schedules do can be told without a region, as with the files that come with a package")
    func withoutRegion() {
        let loaded = loadConfiguration(directories: ["config"], host: HostFacts(name: "host", timeZone: .utc))
        #expect(loaded.faults.map(\.reason) == ["[API] Region= is missing"])
        #expect(loaded.scheduleFaults.isEmpty)
    }

    @Test("A mistyped service or verb is refused with the nearest that there is")
    func didYouMean() {
        let fleet = FleetConfiguration(schedules: [
            ServiceSchedule(name: "chat", serviceId: "ms-h29wqz2b-1"),
            ServiceSchedule(name: "translate", serviceId: "ms-abcdefgh-1"),
        ])
        func message(_ name: String) -> String {
            ConfigurationOptions.noSchedule(of: name, among: fleet, in: ["etc"], areStandard: true).message
        }
        #expect(message("transalte").hasSuffix("in etc; did you mean translate?"))
        #expect(message("ms-h29wqz2b-2").hasSuffix("in etc; did you mean ms-h29wqz2b-1?"))
        #expect(message("embedding").hasSuffix("in etc; --config-dir= reads another directory"))

        func refusal(_ arguments: [String]) -> String? {
            do {
                try Tidectl.checkVerb(arguments)
                return nil
            } catch {
                return (error as? CommandFailure)?.message
            }
        }
        let help = "\nSee 'tidectl --help' for all of them."
        #expect(refusal(["stauts", "chat"]) == "there is no verb stauts; did you mean status?" + help)
        #expect(refusal(["frobnicate"]) == "there is no verb frobnicate" + help)
        for arguments in [[], ["--version"], ["status", "stauts"], ["help"], ["explain-error", "x"]] {
            #expect(refusal(arguments) == nil)
        }
        #expect(
            refusal(["--json", "status", "chat"]) == "options stand behind the command, as in: tidectl status --json")
        for arguments in [
            ["--help"], ["-h", "status"], ["--version"], ["--frobnicate"],
            ["---completion", "status", "--", "positional@0", "1", "0"],
        ] {
            #expect(refusal(arguments) == nil)
        }
    }

    @Test("A mistyped error code is told the code that it is like")
    func errorCode() {
        #expect(
            ExplainError.Explanation("ResourceInsufficent").advice
                == "Did you mean ResourceInsufficient? Look the code up in the API's reference.")
        #expect(ExplainError.Explanation("Whatever").advice == "Look the code up in the API's reference.")
    }

    @Test("A comparison and a simulation begin at any time that is written as for a plan, or else now")
    func beginning() throws {
        let start = TimeArgument.beginning
        #expect(try start("2026-12-05T00:00:00+08:00") == Instant(rfc3339: "2026-12-04T16:00:00Z"))
        #expect(try start("2026-12-05") + .seconds(60) == start("2026-12-05 00:01"))
        #expect(try start("now") - start(nil) < .seconds(60))
        #expect(throws: ControlError.self) { try start("soon") }
    }

    @Test("A sum says how many services it is of, and what it does not know")
    func totals() throws {
        func schedule(_ name: String) throws -> ServiceSchedule {
            var schedule = ServiceSchedule(name: name, serviceId: "ms-\(name)-1")
            schedule.jobs = [
                CronScaleJob(name: "day", schedule: try CronExpression("0 8 * * *"), zone: .utc, target: .replicas(8))
            ]
            return schedule
        }
        var observation = Observation(serviceId: "ms-a-1")
        observation.status = .normal
        observation.replicas = 2
        let from = try Instant(rfc3339: "2026-11-24T00:00:00Z")
        var never = ServiceSchedule(name: "c", serviceId: "ms-c-1")
        never.jobs = [
            CronScaleJob(name: "new-year", schedule: try CronExpression("0 8 1 1 *"), zone: .utc, target: .replicas(8))
        ]
        func lines(_ names: [String], prices: [String: Double]) throws -> [String] {
            let plan = Plan(
                of: FleetConfiguration(schedules: try names.map { $0 == "c" ? never : try schedule($0) }), from: from,
                to: from + .seconds(86_400),
                observed: [observation], prices: prices)
            return PlanText(
                plan: plan, time: TimeText(now: from, zone: .utc), terminal: Terminal(columns: 120), legend: true
            ).lines.suffix(names.count + 1).map { $0.split(separator: " ").joined(separator: " ") }
        }
        // 8 h of 2 and 16 h of 8; what b has before 08:00 nobody knows.
        #expect(
            try lines(["a", "b"], prices: ["a": 10, "b": 1])
                == ["a 8 144.0 1440.0", "b 8 128.0 + ? 128.0 + ?", "total 16 272.0 + ? 1568.0 + ?"])
        #expect(
            try lines(["a", "b"], prices: ["a": 10])
                == ["a 8 144.0 1440.0", "b 8 128.0 + ? ?", "total 16 272.0 + ? 1440.0 (1 of 2)"])
        #expect(try lines(["a", "c"], prices: [:]) == ["a 8 144.0", "c ? ?", "total 8 144.0 + ?"])
    }
}
