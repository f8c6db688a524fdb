import Autoscaling
import CivilTime
import CronSchedule
import Simulation
import Testing

@Suite("Timelines")
struct TimelineTests {
    private func instant(_ text: String) throws -> Instant { try Instant(rfc3339: text) }

    private func service(_ id: Int, _ jobs: [(name: String, schedule: String, target: Target)]) throws
        -> ServiceSchedule
    {
        var schedule = ServiceSchedule(name: "svc\(id)", serviceId: "ms-plan000\(id)-1")
        schedule.jobs = try jobs.map {
            CronScaleJob(
                name: $0.name, schedule: try CronExpression($0.schedule),
                zone: try TimeZoneRules(identifier: "Asia/Shanghai"), target: $0.target)
        }
        return schedule
    }

    @Test("A timeline names each event with its calls, from the state that the schedule left before it")
    func day() throws {
        let fleet = FleetConfiguration(schedules: [
            try service(
                1,
                [
                    ("peak", "30 8 * * *", .replicas(8)), ("evening", "0 20 * * *", .bounds(min: 2, max: 6)),
                    ("night", "0 22 * * *", .stop),
                ])
        ])
        let timeline = Timeline.ideal(
            of: fleet, from: try instant("2026-11-24T00:00:00+08:00"), to: try instant("2026-11-25T00:00:00+08:00"))
        let lines = timeline.events.map { event in
            "\(event.occurrence.id.instant.rfc3339()) \(event.occurrence.id.cause) "
                + "\(event.calls.map(\.description).joined(separator: ", ")): \(event.occurrence.outcome?.word ?? "open")"
        }
        #expect(
            lines == [
                "2026-11-24T00:30:00Z peak RESUME, SCALE 8: applied",
                "2026-11-24T12:00:00Z evening SCALE 2-6: applied",
                "2026-11-24T14:00:00Z night STOP: applied",
            ])
        #expect(timeline.events.map { $0.before?.status } == [.stopped, .normal, .normal])
    }

    @Test("An excluded firing, and one that changes nothing, are in the timeline as what they are")
    func nothingToDo() throws {
        var schedule = try service(1, [("a", "0 9 * * *", .replicas(3)), ("b", "0 10 * * *", .replicas(3))])
        schedule.jobs[0].exclusions = [try CronExclusion("* * * 25 * *")]
        let timeline = Timeline.ideal(
            of: FleetConfiguration(schedules: [schedule]), from: try instant("2026-11-24T10:30:00+08:00"),
            to: try instant("2026-11-25T23:00:00+08:00"))
        #expect(timeline.events.map { $0.occurrence.outcome?.word } == ["excluded", "already-there"])
        #expect(timeline.events.allSatisfy { $0.calls.isEmpty })
    }

    @Test("A year of 12 services takes a moment")
    func year() throws {
        let fleet = FleetConfiguration(
            schedules: try (0..<12).map {
                try service($0, [("up", "30 8 * * 1-5", .replicas(8)), ("down", "0 20 * * *", .replicas(2))])
            })
        let from = try instant("2026-11-24T00:00:00+08:00")
        let timeline = Timeline.ideal(of: fleet, from: from, to: from + .seconds(365 * 86_400))
        #expect(timeline.events.count == 12 * (261 + 365))
        #expect(timeline.events.allSatisfy { $0.occurrence.outcome != nil })
    }
}
