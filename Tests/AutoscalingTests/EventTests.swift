import Autoscaling
import CivilTime
import CronSchedule
import TIONE
import Testing

@Suite("Events")
struct EventTests {
    @Test("An event is called for at its instant and not before")
    func atItsInstant() throws {
        let bench = try Bench.ofChat([("peak", "0 30 8 * * *", .replicas(8))], until: "2026-11-24T09:00:00Z")
        #expect(bench.sent.map(\.words) == ["08:30:00Z ms-chat-1 SCALE 8"])
        #expect(bench.history.map(\.outcome) == [.applied(clamped: nil)])
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test("A service that is in its target already gets no call")
    func alreadyThere() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 8)
        bench.start([try schedule("chat", [("peak", "0 30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T09:00:00Z")
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [.alreadyThere])
    }

    @Test("STOP, then RESUME restores the count, then SCALE changes it")
    func stopResumeScale() throws {
        var bench = Bench(at: "2026-11-24T00:00:00Z", chat: 3)
        bench.start([
            try schedule(
                "chat",
                [("night", "0 1 * * *", .stop), ("morning", "0 2 * * *", .resume), ("peak", "0 3 * * *", .replicas(5))])
        ])
        bench.run(until: "2026-11-24T02:30:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 3)
        bench.run(until: "2026-11-24T03:30:00Z")
        #expect(bench.asked == ["STOP", "RESUME", "SCALE 5"])
        #expect(bench.cloud["ms-chat-1"]?.replicas == 5)
        #expect(bench.history.map(\.outcome) == Array(repeating: .applied(clamped: nil), count: 3))
    }

    @Test("SCALE on a stopped service resumes it first")
    func resumesFirst() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = Bench.stopped("ms-chat-1", old: 2)
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T09:00:00Z")
        #expect(bench.asked == ["RESUME", "SCALE 8"])
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test("Bounds keep every other field of the observed HorizontalPodAutoscaler")
    func boundsKeepMetrics() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var service = Bench.running("ms-chat-1", 2)
        service.isAuto = true
        service.scaleStrategy = "HPA"
        service.hpa = HpaSettings(
            minReplicas: 1, maxReplicas: 3, metrics: [HpaMetric(name: "gpu-util", value: 60)],
            scaleUpStabilizationWindowSeconds: 30)
        bench.cloud["ms-chat-1"] = service
        bench.start([try schedule("chat", [("tide", "30 8 * * *", .bounds(min: 2, max: 6))])])
        bench.run(until: "2026-11-24T09:00:00Z")
        let expected = HpaSettings(
            minReplicas: 2, maxReplicas: 6, metrics: [HpaMetric(name: "gpu-util", value: 60)],
            scaleUpStabilizationWindowSeconds: 30)
        #expect(bench.sent.map(\.modification.change) == [.hpa(expected)])
    }

    @Test("Bounds without any HorizontalPodAutoscaler seen fail with that reason, and HpaMetrics= serves instead")
    func boundsWithoutMetrics() throws {
        var chat = try schedule("chat", [("tide", "30 8 * * *", .bounds(min: 2, max: 6))])
        var bench = Bench.ofChat(chat, until: "2026-11-24T09:00:00Z")
        #expect(bench.sent.isEmpty)
        #expect(bench.history.first?.reason.code == .hpaUnknown)
        chat.hpaMetrics = [HpaMetric(name: "gpu-util", value: 60)]
        bench.reload([chat])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 2-6"])
    }

    @Test("An excluded event is recorded as excluded and changes nothing")
    func excluded() throws {
        var bench = Bench(at: "2026-10-03T08:00:00Z", chat: 2)
        var chat = try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])
        chat.jobs[0].exclusions = [try CronExclusion("* * 1-7 10 *")]
        bench.start([chat])
        bench.run(until: "2026-10-08T09:00:00Z")
        #expect(bench.sent.map(\.words) == ["08:30:00Z ms-chat-1 SCALE 8"])
        #expect(
            bench.history.map(\.outcome?.word) == [
                "excluded", "excluded", "excluded", "excluded", "excluded", "applied",
            ])
    }

    @Test("A scheduled stop happens once, and its entry names the job that undoes it")
    func scheduledStop() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        var chat = try schedule("chat", [("peak", "0 12 * * *", .replicas(8))])
        let stop = at("2026-11-24T17:00:00+08:00")
        chat.scheduledAction = ScheduledAction(stopTime: stop, nominal: TimeZoneRules.utc.civil(stop))
        bench.start([chat])
        bench.run(until: "2026-11-24T13:00:00Z")
        #expect(
            bench.sent.map(\.words) == [
                "09:00:00Z ms-chat-1 STOP", "12:00:00Z ms-chat-1 RESUME", bench.sent.last?.words,
            ])
        #expect(
            bench.kinds(.eventDue).first?.message.contains("peak will start it again at 2026-11-24T12:00:00") == true)
    }

    @Test("StopUntilChanged=yes holds later jobs until the file changes")
    func stopUntilChanged() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        var chat = try schedule("chat", [("peak", "0 12 * * *", .replicas(8))])
        let stop = at("2026-11-24T09:00:00Z")
        chat.scheduledAction = ScheduledAction(stopTime: stop, nominal: TimeZoneRules.utc.civil(stop))
        chat.scheduledAction?.stopsUntilChanged = true
        bench.start([chat])
        bench.run(until: "2026-11-24T11:00:00Z")
        // Nothing that is shown of it promises capacity.
        let fleet = bench.engine.snapshot(at: Moment(local: bench.local, boot: bench.boot))
        #expect(fleet.statusLine.contains("nothing to come"))
        var shown = try #require(fleet.services.first)
        #expect(shown.jobs.map(\.next) == [nil, nil])
        #expect(shown.stoppedUntilChanged == chat.identity)
        bench.run(until: "2026-11-24T13:00:00Z")
        #expect(bench.asked == ["STOP"])
        #expect(bench.history.last?.outcome == .skipped(.stoppedUntilChanged))
        chat.jobs[0].target = .replicas(4)
        bench.reload([chat])
        shown = try #require(bench.engine.snapshot(at: Moment(local: bench.local, boot: bench.boot)).services.first)
        #expect(shown.jobs.map(\.next) == [at("2026-11-25T12:00:00Z"), nil])
        #expect(shown.stoppedUntilChanged == nil)
        bench.run(until: "2026-11-25T13:00:00Z")
        #expect(bench.sent.last?.modification.description == "SCALE 4")
    }

    @Test("A pause until the next event ends with the first that no scheduled stop holds")
    func nextEventBesideStop() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 2)
        var chat = try schedule("chat", [("peak", "0 12 * * *", .replicas(8))])
        let stop = at("2026-11-24T09:00:00Z")
        chat.scheduledAction = ScheduledAction(stopTime: stop, nominal: TimeZoneRules.utc.civil(stop))
        chat.scheduledAction?.stopsUntilChanged = true
        bench.start([chat])
        bench.run(until: "2026-11-24T10:00:00Z")
        bench.command(.pause(serviceId: "ms-chat-1", until: .nextEvent, skips: false, reason: ""))
        bench.run(until: "2026-11-24T13:00:00Z")
        let shown = bench.engine.snapshot(at: Moment(local: bench.local, boot: bench.boot)).services.first
        #expect(shown?.pause?.until == .nextEvent)
    }

    @Test("Events of one instant: the later section wins, and the journal says which lost")
    func tie() throws {
        let bench = try Bench.ofChat(
            [("a", "30 8 * * *", .replicas(8)), ("b", "30 8 * * *", .replicas(5))], until: "2026-11-24T09:00:00Z")
        #expect(bench.asked == ["SCALE 5"])
        #expect(bench.kinds(.eventTied).map(\.job) == ["a"])
    }

    @Test("A later event supersedes an unfinished earlier one")
    func supersedes() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.act = { service, change in
            Bench.obey(&service, change)
            service.status = .pending
            service.readyReplicas = 0
        }
        bench.start([try schedule("chat", [("a", "30 8 * * *", .replicas(8)), ("b", "40 8 * * *", .stop)])])
        bench.run(until: "2026-11-24T08:39:00Z")
        #expect(bench.record("ms-chat-1")?.intent?.goal == .running(.replicas(8)))
        bench.act = Bench.obey
        bench.run(until: "2026-11-24T09:00:00Z")
        #expect(bench.history.map(\.outcome?.word) == ["superseded", "applied"])
        #expect(bench.cloud["ms-chat-1"]?.status == .stopped)
    }
}
