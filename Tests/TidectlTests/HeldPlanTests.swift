import Autoscaling
import CivilTime
import Control
import CronSchedule
import Simulation
import TIONE
import Testing

@testable import tidectl

/// Plans and foreseen explanations with what a daemon has in force.
@Suite struct HeldPlanTests {
    private let now = Self.at("2026-11-24T10:00:00Z")
    private let ada = Actor(uid: 1000, name: "ada")

    private static func at(_ text: String) -> Instant { (try? Instant(rfc3339: text)) ?? .distantPast }

    private func chat() throws -> ServiceSchedule {
        var schedule = ServiceSchedule(name: "chat", serviceId: "ms-chat-1")
        schedule.jobs = try [
            ("morning", "0 9 * * *", Target.replicas(8)), ("noon", "0 12 * * *", .replicas(5)),
            ("night", "0 22 * * *", .stop),
        ].map { CronScaleJob(name: $0.0, schedule: try CronExpression($0.1), zone: .utc, target: $0.2) }
        return schedule
    }

    private var running: Observation {
        var service = Observation(serviceId: "ms-chat-1")
        service.status = .normal
        service.replicas = 2
        service.readyReplicas = 2
        service.workloadReplicas = 2
        return service
    }

    private func held(_ job: String, _ target: Target, due: String) -> Occurrence {
        Occurrence(
            id: OccurrenceID(serviceId: "ms-chat-1", cause: .job(job), instant: Self.at(due)), nominal: nil,
            target: target, goal: Goal(target, after: nil), reason: Reason(.paused, "paused by ada"))
    }

    private func pause(until: HoldEnd, skips: Bool = false) -> Hold {
        Hold(by: ada, reason: "drill", since: Self.at("2026-11-24T08:00:00Z"), until: until, skips: skips)
    }

    private func plan(hours: Int64 = 20, _ change: (inout Standing.Service) -> Void) throws -> Plan {
        var service = Standing.Service(serviceId: "ms-chat-1")
        change(&service)
        var standing = Standing()
        standing.services = [service]
        return Plan(
            of: FleetConfiguration(schedules: [try chat()]), from: now, to: now + .seconds(hours * 3_600),
            observed: [running], standing: standing)
    }

    private func rows(_ plan: Plan) -> [String] {
        plan.events.map {
            "\($0.at.rfc3339().dropFirst(11)) \($0.job) \($0.from?.text ?? "?") > \($0.to?.text ?? "-") \($0.outcome): "
                + $0.remarks.joined(separator: "; ")
        }
    }

    @Test("What a pause with an end holds is in the plan, with what is made good then and the size until then")
    func paused() throws {
        let plan = try plan {
            $0.pause = pause(until: .instant(Self.at("2026-11-24T13:00:00Z")))
            $0.held = [held("morning", .replicas(8), due: "2026-11-24T09:00:00Z")]
        }
        #expect(
            rows(plan) == [
                "09:00:00Z morning 2 > - superseded: noon wins; held until 2026-11-24T13:00:00Z",
                "12:00:00Z noon 2 > 5 applied: held until 2026-11-24T13:00:00Z",
                "22:00:00Z night 5 > stopped applied: ",
            ])
        let page = PlanHTML(plan: plan, time: TimeText(now: now, zone: .utc)).text
        #expect(page.contains(">held until Tue 11-24 13:00<"), "told as all other times of the page")
        let steps = try #require(plan.services.first).steps
        #expect(
            steps.map { "\($0.at.rfc3339().dropFirst(11)) \($0.level?.text ?? "?")" } == [
                "10:00:00Z 2", "13:00:00Z 5", "22:00:00Z stopped",
            ])
        let text = PlanText(
            plan: plan, time: TimeText(now: now, zone: .utc), terminal: Terminal(columns: nil), legend: true
        ).lines
        #expect(text.contains("chat is paused by ada since 08:00, until 13:00: drill"))
    }

    @Test("Of a job that is held over days, the day that wins is named")
    func days() throws {
        let plan = try plan(hours: 60) { $0.pause = pause(until: .instant(Self.at("2026-11-25T23:00:00Z"))) }
        let night = "superseded: night of 2026-11-25T22:00:00Z wins; held until 2026-11-25T23:00:00Z"
        #expect(
            rows(plan).prefix(5) == [
                "12:00:00Z noon 2 > - \(night)", "22:00:00Z night 2 > - \(night)",
                "09:00:00Z morning 2 > - superseded: night wins; held until 2026-11-25T23:00:00Z",
                "12:00:00Z noon 2 > - superseded: night wins; held until 2026-11-25T23:00:00Z",
                "22:00:00Z night 2 > stopped applied: held until 2026-11-25T23:00:00Z",
            ])
    }

    @Test("A held event that nothing follows is made good when the pause ends")
    func alone() throws {
        let plan = try plan(hours: 3) {
            $0.pause = pause(until: .instant(Self.at("2026-11-24T11:00:00Z")))
            $0.held = [held("morning", .replicas(8), due: "2026-11-24T09:00:00Z")]
        }
        #expect(
            rows(plan) == [
                "09:00:00Z morning 2 > 8 applied: held until 2026-11-24T11:00:00Z",
                "12:00:00Z noon 8 > 5 applied: ",
            ])
        #expect(plan.services.first?.level(at: Self.at("2026-11-24T10:30:00Z"))?.text == "2")
    }

    @Test("What a pause without an end holds stays held, and changes no size")
    func endless() throws {
        let plan = try plan {
            $0.pause = pause(until: .never)
            $0.held = [held("morning", .replicas(8), due: "2026-11-24T09:00:00Z")]
        }
        let why = "paused by ada until an operator ends it: drill"
        #expect(
            rows(plan) == [
                "09:00:00Z morning 2 > - held: \(why)", "12:00:00Z noon 2 > - held: \(why)",
                "22:00:00Z night 2 > - held: \(why)",
            ])
        #expect(plan.services.first?.steps.count == 1)
    }

    @Test("pause --skip skips in the plan as well")
    func skipped() throws {
        let plan = try plan { $0.pause = pause(until: .never, skips: true) }
        #expect(plan.events.map(\.outcome) == ["skipped", "skipped"])
    }

    @Test("A scheduled stop that holds all jobs until the file changes does so in the plan, until it has changed")
    func stoppedUntilChanged() throws {
        var schedule = try chat()
        let stop = Self.at("2026-11-24T08:00:00Z")
        schedule.scheduledAction = ScheduledAction(stopTime: stop, nominal: TimeZoneRules.utc.civil(stop))
        schedule.scheduledAction?.stopsUntilChanged = true
        func plan(of schedule: ServiceSchedule, under identity: String?) -> Plan {
            var service = Standing.Service(serviceId: "ms-chat-1")
            service.stoppedUntilChanged = identity
            var standing = Standing()
            if identity != nil { standing.services = [service] }
            return Plan(
                of: FleetConfiguration(schedules: [schedule]), from: now, to: now + .seconds(3 * 3_600),
                observed: [running], standing: standing)
        }
        let why = "its scheduled stop holds all jobs until the file changes"
        #expect(rows(plan(of: schedule, under: schedule.identity)) == ["12:00:00Z noon 2 > - skipped: \(why)"])
        var changed = schedule
        changed.jobs[1].target = .replicas(4)
        #expect(rows(plan(of: changed, under: schedule.identity)) == ["12:00:00Z noon 2 > 4 applied: "])
        // Without a daemon nobody knows whether the stop was carried out under this file.
        #expect(
            rows(plan(of: schedule, under: nil)) == [
                "12:00:00Z noon 2 > 5 applied: unless held by its stop of 2026-11-24T08:00:00Z"
            ])
    }

    @Test("A freeze holds all events of the plan")
    func frozen() throws {
        var standing = Standing()
        standing.freeze = pause(until: .never)
        let plan = Plan(
            of: FleetConfiguration(schedules: [try chat()]), from: now, to: now + .seconds(72_000), observed: [running],
            standing: standing)
        #expect(plan.events.map(\.outcome) == ["held", "held"])
    }

    @Test("An override that ends before the next event goes back to the schedule, as a row of its own")
    func overridden() throws {
        let plan = try plan(hours: 3) {
            $0.override = Override(
                goal: .running(.replicas(2)), by: ada, reason: "launch", since: Self.at("2026-11-24T09:30:00Z"),
                until: .instant(Self.at("2026-11-24T11:00:00Z")), force: false)
            $0.goal = .running(.replicas(8))
        }
        #expect(
            rows(plan) == ["11:00:00Z override ended 2 > 8 applied: ", "12:00:00Z noon 8 > 5 applied: "])
    }

    @Test("An event under way is part of the plan, from before its beginning")
    func underWay() throws {
        let plan = try plan(hours: 3) {
            var open = held("morning", .replicas(8), due: "2026-11-24T09:00:00Z")
            open.openedAt = open.id.instant
            $0.open = open
        }
        #expect(
            rows(plan) == [
                "09:00:00Z morning 2 > 8 applied: under way", "12:00:00Z noon 8 > 5 applied: ",
            ])
        #expect(plan.services.first?.steps.map(\.at).max() == Self.at("2026-11-24T12:00:00Z"))
    }

    @Test("A foreseen explanation says what is held at that time, by whom, and until when")
    func foreseen() throws {
        let plan = try plan {
            $0.pause = pause(until: .instant(Self.at("2026-11-24T13:00:00Z")))
            $0.held = [held("morning", .replicas(8), due: "2026-11-24T09:00:00Z")]
        }
        func explanation(_ time: String) -> Explanation {
            Explanation(
                at: Self.at(time), service: "chat", serviceId: "ms-chat-1",
                events: plan.events.filter {
                    $0.at <= Self.at(time)
                })
        }
        let during = explanation("2026-11-24T12:30:00Z")
        #expect(during.held.map(\.job) == ["noon", "morning"])
        #expect(during.decidedBy == nil)
        #expect(during.release?.at?.instant == Self.at("2026-11-24T13:00:00Z"))
        let text = ExplanationReport(
            during, time: TimeText(now: now, zone: .utc), terminal: Terminal(columns: nil)
        ).lines
        #expect(
            text.contains("  Decided by: no event until then, as all are held; the service stays as it is now"))
        let after = explanation("2026-11-24T14:00:00Z")
        #expect(after.held.isEmpty)
        #expect(after.decidedBy?.job == "noon")
    }

    @Test("What ended last explains the present, also when history has it no more")
    func prunedHistory() throws {
        var record = ServiceRecord(serviceId: "ms-chat-1", watermark: Self.at("2026-11-24T09:00:00Z"))
        var last = held("morning", .replicas(8), due: "2026-11-24T09:00:00Z")
        last.outcome = .applied(clamped: nil)
        last.endedAt = Self.at("2026-11-24T09:01:00Z")
        record.last = last
        var state = StoredState()
        state.services = [record]
        var engine = Engine()
        let moment = Moment(local: now, boot: MonotonicInstant(nanosecondsSinceBoot: 1_000_000_000))
        _ = engine.handle(.started(state, seed: 1), at: moment)
        _ = engine.handle(.configured(FleetConfiguration(schedules: [try chat()])), at: moment)
        let service = try #require(engine.snapshot(at: moment, of: "chat").services.first)
        let status = ServiceStatus(service, at: Timestamp(now), history: [])
        let explanation = Explanation(at: now, status: status, history: [], calls: [])
        #expect(explanation.decidedBy?.job == "morning")
        #expect(explanation.decidedBy?.outcome == "applied")
    }
}
