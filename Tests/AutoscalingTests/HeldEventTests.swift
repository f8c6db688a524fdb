import Autoscaling
import CivilTime
import CronSchedule
import TIONE
import Testing

@Suite("Held events")
struct HeldEventTests {
    private func snapshot(_ bench: Bench) throws -> ServiceSnapshot {
        let moment = Moment(local: bench.local, boot: bench.boot)
        return try #require(bench.engine.snapshot(at: moment, of: "chat").services.first)
    }

    private let jobs: [(String, String, Target)] = [
        ("morning", "0 9 * * *", .replicas(8)), ("noon", "0 12 * * *", .replicas(5)), ("night", "0 22 * * *", .stop),
    ]

    @Test("What ApplyOnLoad= will do once a pause is over is told beforehand")
    func putOffByPause() throws {
        var bench = try Bench.ofChat([("night", "0 22 * * *", .stop)])
        bench.pauseChat()
        var chat = try schedule("chat", [("morning", "0 6 * * *", .replicas(6)), ("night", "0 22 * * *", .stop)])
        chat.appliesOnLoad = true
        bench.reload([chat])
        bench.run(.seconds(60))
        #expect(try snapshot(bench).release?.goal == .running(.replicas(6)))
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 6"])
    }

    @Test("An event that a pause holds back is told of when it falls due: what it is, who holds it, until when and why")
    func pause() throws {
        var bench = try Bench.ofChat(jobs)
        bench.pauseChat(until: "2026-11-24T13:00:00Z", reason: "drill")
        bench.run(until: "2026-11-24T12:30:00Z")
        let told = bench.kinds(.eventHeld)
        #expect(
            told.map(\.message) == [
                "chat: SCALE 8 of morning due 2026-11-24T09:00:00Z is held: "
                    + "paused by ada until 2026-11-24T13:00:00Z: drill",
                "chat: SCALE 5 of noon due 2026-11-24T12:00:00Z is held: "
                    + "paused by ada until 2026-11-24T13:00:00Z: drill",
            ])
        #expect(told.map(\.job) == ["morning", "noon"])
        #expect(told.first?.scheduledAt == at("2026-11-24T09:00:00Z"))
        #expect(bench.statusLine == "1 service, 3 jobs; next chat STOP at 22:00:00Z; 0 open, 2 held, 0 failed")
        let held = try snapshot(bench)
        #expect(held.held.map(\.id.cause) == [.job("noon"), .job("morning")])
        #expect(held.jobs.map(\.result) == ["held", "held", nil])
        #expect(held.release?.at == at("2026-11-24T13:00:00Z"))
        #expect(held.release?.event?.id.cause == .job("noon"))
        #expect(held.release?.goal == .running(.replicas(5)))
        bench.run(until: "2026-11-24T13:01:00Z")
        #expect(bench.statusLine == "1 service, 3 jobs; next chat STOP at 22:00:00Z; 0 open, 0 failed")
        #expect(try snapshot(bench).held.isEmpty)
        #expect(bench.kinds(.eventHeld).count == 2)
    }

    @Test("The end of a freeze is told with the offset that the services' own times have")
    func freezeEnd() throws {
        var bench = try Bench.ofChat(jobs)
        var there = try schedule("chat", jobs)
        for index in there.jobs.indices { there.jobs[index].zone = try TimeZoneRules(identifier: "Asia/Shanghai") }
        bench.reload([there])
        let end = at("2026-11-24T12:00:00Z")
        bench.command(.freeze(until: .instant(end), reason: "audit"))
        #expect(bench.replies.last == .done("everything is frozen until 2026-11-24T20:00:00+08:00"))
        #expect(bench.kinds(.holdBegun).map(\.message) == ["frozen by ada until 2026-11-24T20:00:00+08:00: audit"])
    }

    @Test("A freeze tells of each service's event, a reload does not tell anew, a restart does")
    func freeze() throws {
        var bench = try Bench.ofChat(jobs)
        bench.command(.freeze(until: .never, reason: ""))
        bench.run(until: "2026-11-24T09:30:00Z")
        #expect(
            bench.kinds(.eventHeld).map(\.message) == [
                "chat: SCALE 8 of morning due 2026-11-24T09:00:00Z is held: frozen by ada until an operator ends it"
            ])
        var changed = try schedule("chat", jobs)
        changed.jobs[2].target = .replicas(1)
        bench.reload([changed])
        bench.run(.seconds(60))
        #expect(try snapshot(bench).held.isEmpty, "a reload opens what was due; the open event waits")
        bench.start([changed])
        bench.run(.seconds(60))
        #expect(bench.kinds(.eventHeld).count == 1)
        bench.run(until: "2026-11-24T12:30:00Z")
        #expect(bench.kinds(.eventHeld).map(\.job) == ["morning", "noon"])
        bench.start([changed])
        bench.run(.seconds(60))
        #expect(bench.kinds(.eventHeld).map(\.job) == ["morning", "noon", "noon"])
    }

    @Test("An override holds events; its end goes to the newest of them, or back to the schedule")
    func override() throws {
        var bench = try Bench.ofChat(jobs)
        bench.overrideChat(to: 6, until: "2026-11-24T11:00:00Z", reason: "launch")
        bench.run(.seconds(60))
        var held = try snapshot(bench)
        #expect(held.held.isEmpty)
        // Before it comes to that an event falls due.
        #expect(held.release?.event?.id.cause == .job("morning"))
        bench.run(until: "2026-11-24T09:30:00Z")
        held = try snapshot(bench)
        #expect(
            held.held.map(\.reason.sentence) == [
                "overridden to running 6 by ada until 2026-11-24T11:00:00Z: launch"
            ])
        #expect(held.override?.reason == "launch")
        bench.run(until: "2026-11-24T11:30:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test("What pause --skip records as skipped, and what an exclusion takes out, is not held")
    func notHeld() throws {
        var bench = try Bench.ofChat(jobs)
        bench.pauseChat(skips: true)
        bench.run(until: "2026-11-24T09:30:00Z")
        #expect(bench.kinds(.eventHeld).isEmpty)
        var excluded = try schedule("rank", [("morning", "0 10 * * *", .replicas(8))])
        excluded.jobs[0].exclusions = [try CronExclusion("* * 24 11 *")]
        bench.cloud["ms-rank-1"] = Bench.running("ms-rank-1", 2)
        bench.reload([excluded])
        bench.command(.pause(serviceId: "ms-rank-1", until: .never, skips: false, reason: ""))
        bench.run(until: "2026-11-24T10:30:00Z")
        #expect(bench.kinds(.eventHeld).isEmpty)
        #expect(bench.statusLine.contains("0 open, 0 failed"))
    }

    @Test("A held event whose StartingDeadlineSec= passes before the hold ends is said not to be made good")
    func deadline() throws {
        var bench = try Bench.ofChat([("morning", "0 9 * * *", .replicas(8))]) {
            $0.jobs[0].startingDeadline = .seconds(3_600)
        }
        bench.pauseChat(until: "2026-11-24T11:00:00Z")
        bench.run(until: "2026-11-24T09:10:00Z")
        let release = try #require(try snapshot(bench).release)
        #expect(release.event?.outcome == .skipped(.deadline))
        #expect(release.goal == nil)
        bench.run(until: "2026-11-24T11:10:00Z")
        #expect(bench.history.map(\.outcome) == [.skipped(.deadline)])
    }

    @Test("A held job of every minute costs one entry a minute, and stands as one for those before")
    func everyMinute() throws {
        var bench = try Bench.ofChat([("often", "* * * * *", .replicas(3))])
        bench.pauseChat()
        bench.run(.seconds(600))
        #expect(bench.kinds(.eventHeld).count == 10)
        let held = try snapshot(bench).held
        #expect(held.map(\.folded) == [9])
    }

    @Test(
        "A held event whose job a reload takes away, disables, or whose file goes, is dropped with a row and one entry",
        arguments: ["job", "disabled", "file"])
    func taken(what: String) throws {
        var bench = try Bench.ofChat(jobs)
        bench.pauseChat()
        bench.run(until: "2026-11-24T12:30:00Z")
        #expect(try snapshot(bench).held.count == 2)
        var changed = try schedule("chat", jobs.filter { $0.0 == "night" || what != "job" })
        changed.isEnabled = what != "disabled"
        bench.reload(what == "file" ? [] : [changed])
        let reason = what == "job" ? "its job is gone or disabled" : "its schedule is gone or disabled"
        #expect(
            bench.kinds(.eventDropped).map(\.message) == [
                "chat: SCALE 8 of morning dropped: \(reason)", "chat: SCALE 5 of noon dropped: \(reason)",
            ])
        #expect(bench.history.map(\.outcome) == [.dropped, .dropped])
        // And nothing of it comes back.
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        #expect(bench.history.count == 2)
    }

    @Test(
        "What falls due while a service is disabled is not made good when it is enabled, under an override neither",
        arguments: [false, true])
    func whileDisabled(isOverridden: Bool) throws {
        var bench = try Bench.ofChat(jobs)
        if isOverridden {
            bench.overrideChat(to: 2)
        }
        bench.run(until: "2026-11-24T08:30:00Z")
        var disabled = try schedule("chat", jobs)
        disabled.isEnabled = false
        bench.reload([disabled])
        bench.run(until: "2026-11-24T12:30:00Z")
        bench.reload([try schedule("chat", jobs)])
        if isOverridden { bench.command(.endOverride(serviceId: "ms-chat-1")) }
        bench.run(.seconds(600))
        #expect(bench.history.allSatisfy { if case .job = $0.id.cause { false } else { true } })
        #expect(
            bench.sent.allSatisfy { !["SCALE 8", "SCALE 5"].contains($0.modification.description) } || isOverridden)
    }

    @Test("An event that was due while no answer had judged the clock, and whose job goes, is dropped once one has")
    func takenUnjudged() throws {
        var bench = try Bench.ofChat(jobs)
        bench.run(until: "2026-11-24T08:59:00Z")
        bench.local = at("2026-11-24T09:10:00Z")
        bench.boot = bench.boot + .seconds(660)
        bench.answer = { _, _ in .unknown("time-out") }
        bench.start([try schedule("chat", jobs)])
        bench.run(.seconds(60))
        bench.reload([try schedule("chat", jobs.filter { $0.0 != "morning" })])
        bench.run(.seconds(60))
        #expect(bench.history.isEmpty)
        bench.answer = nil
        bench.run(.seconds(120))
        #expect(
            bench.kinds(.eventDropped).map(\.message) == [
                "chat: SCALE 8 of morning dropped: its job is gone or disabled"
            ])
        #expect(bench.history.map(\.outcome) == [.dropped])
        #expect(bench.sent.isEmpty)
    }

    @Test("A drop says by whom and why, and that the service stays as it is")
    func drop() throws {
        var bench = try Bench.ofChat([("morning", "0 9 * * *", .replicas(8))])
        bench.answer = { call, _ in
            call.request.action == .modifyModelService
                ? .failed(APIError(code: "ResourceInsufficient", message: "", requestID: "r")) : nil
        }
        bench.run(until: "2026-11-24T09:01:00Z")
        bench.command(.drop(serviceId: "ms-chat-1", reason: "no capacity today"))
        #expect(
            bench.replies.last == .done("SCALE 8 of morning is dropped; chat stays as it is until its next event"))
        #expect(
            bench.kinds(.eventDropped).map(\.message) == ["chat: SCALE 8 of morning dropped: by ada: no capacity today"]
        )
    }
}

@Suite("Whether the API answers")
struct ReachabilityTests {
    @Test("After a restart without an API the status line says since when, why, and when it answered last")
    func unreachable() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.answer = { _, _ in .notSent("Connection refused") }
        bench.start([try schedule("chat", [("morning", "0 9 * * *", .replicas(8))])])
        bench.run(.seconds(20))
        #expect(
            bench.statusLine.contains(
                "; API unreachable since 2026-11-24T08:00:01Z: Connection refused (no answer since the start)"))
        #expect(bench.kinds(.apiUnreachable).count == 1)
        bench.answer = nil
        bench.run(.seconds(90))
        #expect(!bench.statusLine.contains("unreachable"))
        #expect(bench.kinds(.apiReachable).count == 1)
        bench.answer = { _, _ in .unknown("HTTP status 502") }
        bench.run(.seconds(900))
        #expect(bench.statusLine.contains(": HTTP status 502 (last answer 2026-11-24T08:"))
        #expect(bench.kinds(.apiUnreachable).count == 2)
        // That nothing can be signed is another matter.
        (bench.isUnsigned, bench.answer) = (true, { _, _ in .notSent("no credentials can be had") })
        bench.run(.seconds(1800))
        #expect(bench.statusLine.contains("; API not asked, for calls can't be signed, since "))
        #expect(!bench.statusLine.contains("unreachable"))
        #expect(bench.kinds(.credentialsMissing).count == 1)
        bench.answer = nil
        bench.run(.seconds(600))
        #expect(!bench.statusLine.contains("API not asked"))
        #expect(bench.kinds(.apiReachable).count == 2)
    }

    @Test("An error of the API is an answer, and one call that was lost is no outage")
    func answers() throws {
        var bench = try Bench.ofChat([("morning", "0 9 * * *", .replicas(8))])
        let last = bench.calls.count
        bench.answer = { call, _ in call.id.value == UInt64(last + 1) ? .unknown("time-out") : nil }
        bench.run(.seconds(600))
        bench.answer = { _, _ in .failed(APIError(code: "InternalError", message: "", requestID: "r")) }
        bench.run(.seconds(600))
        #expect(bench.kinds(.apiUnreachable).isEmpty)
    }
}
