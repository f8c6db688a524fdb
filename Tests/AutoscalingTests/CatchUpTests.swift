import Autoscaling
import CivilTime
import CronSchedule
import Testing

@Suite("Catching up")
struct CatchUpTests {
    @Test("Of the events missed while the daemon was down only the latest is made good")
    func latestOnly() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        let chat = try schedule(
            "chat",
            [("a", "0 9 * * *", .replicas(8)), ("b", "0 10 * * *", .replicas(5)), ("c", "0 11 * * *", .replicas(3))])
        bench.start([chat], thenDownUntil: "2026-11-24T12:00:00Z")
        #expect(bench.asked == ["SCALE 3"])
        #expect(bench.history.map(\.outcome?.word) == ["superseded", "superseded", "applied"])
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
    }

    @Test("A missed RESUME takes the size of the newest missed event that had one")
    func resumeTakesSize() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = Bench.stopped("ms-chat-1", old: 2)
        let chat = try schedule(
            "chat", [("a", "0 9 * * *", .replicas(8)), ("b", "0 10 * * *", .stop), ("c", "0 11 * * *", .resume)])
        bench.start([chat], thenDownUntil: "2026-11-24T12:00:00Z")
        #expect(bench.asked == ["RESUME", "SCALE 8"])
    }

    @Test("An event later than its StartingDeadlineSec= is skipped, and no earlier one takes its place")
    func deadline() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(8)), ("b", "0 10 * * *", .replicas(5))])
        chat.jobs[1].startingDeadline = .seconds(600)
        bench.start([chat], thenDownUntil: "2026-11-24T12:00:00Z")
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [bench.history[0].outcome, .skipped(.deadline)])
        #expect(bench.kinds(.eventSkippedLate).count == 1)
    }

    @Test("StartingDeadlineSec= never applies to a stop")
    func deadlineOfStop() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        var chat = try schedule("chat", [("a", "0 9 * * *", .stop)])
        chat.jobs[0].startingDeadline = .seconds(600)
        bench.start([chat], thenDownUntil: "2026-11-24T12:00:00Z")
        #expect(bench.asked == ["STOP"])
    }

    @Test("A schedule added meanwhile does nothing for the past, unless ApplyOnLoad=yes")
    func newSchedule() throws {
        var bench = Bench(at: "2026-11-24T12:00:00Z", chat: 2)
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(8))])
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        bench.records = [:]
        chat.appliesOnLoad = true
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8"])
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
    }

    @Test("ApplyOnLoad=yes leaves a service alone when a reload changes nothing of what it should be")
    func applyOnLoadUnchanged() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 8)
        var chat = try schedule(
            "chat", [("a", "5 8 * * *", .replicas(8)), ("b", "10 8 * * *", .stop), ("c", "15 8 * * *", .resume)])
        chat.appliesOnLoad = true
        bench.start([chat])
        bench.run(until: "2026-11-24T08:20:00Z")
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 3)
        bench.run(.seconds(600))
        bench.sent = []
        chat.rails.ceiling = 20
        bench.reload([chat])
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        #expect(bench.kinds(.applyByHand).isEmpty)
        chat.jobs[2].target = .replicas(5)
        bench.reload([chat])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 5"])
    }

    @Test("A disabled schedule does not stand before an enabled one of the same service")
    func disabledTwin() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        var old = try schedule("chat", [("a", "30 8 * * *", .replicas(5))])
        old.name = "a-old"
        old.isEnabled = false
        bench.start([old, try schedule("chat", [("a", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.asked == ["SCALE 8"])
    }

    @Test("A job moved to a time already past today waits for tomorrow; a changed target keeps its since")
    func changedJob() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))], until: "2026-11-24T08:30:00Z")
        let since = bench.record("ms-chat-1")?.jobs["a"]?.since
        bench.reload([try schedule("chat", [("a", "0 9 * * *", .replicas(6))])])
        #expect(bench.record("ms-chat-1")?.jobs["a"]?.since == since)
        bench.reload([try schedule("chat", [("a", "0 8 * * *", .replicas(6))])])
        #expect(bench.record("ms-chat-1")?.jobs["a"]?.since == bench.local)
        bench.run(until: "2026-11-24T23:00:00Z")
        #expect(bench.sent.isEmpty)
        #expect(
            bench.kinds(.scheduleChanged).last?.message
                == "chat: next SCALE 6 moves from 2026-11-24T09:00:00Z to 2026-11-25T08:00:00Z")
    }

    @Test("ApplyOnLoad=yes that a pause puts off survives a restart, and is followed when the pause ends")
    func applyOnLoadPutOff() throws {
        var chat = try schedule("chat", [("a", "0 7 * * *", .replicas(8))])
        var bench = Bench.ofChat(chat)
        bench.pauseChat()
        chat.appliesOnLoad = true
        chat.jobs[0].target = .replicas(6)
        bench.reload([chat])
        bench.run(.seconds(60))
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 6"])
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
    }

    @Test(
        "Years of missed firings of every minute fold into one at a bounded cost, and the row says for how many it stands"
    )
    func yearsOfMinutes() throws {
        var bench = Bench(at: "2016-11-24T08:00:30Z", chat: 2)
        let chat = try schedule("chat", [("a", "* * * * *", .replicas(8))])
        bench.start([chat])
        bench.run(.seconds(20))
        bench.local = at("2026-11-24T08:00:30Z")
        bench.boot = bench.boot + .seconds(10)
        let began = ContinuousClock.now
        bench.start([chat])
        bench.run(.seconds(10))
        #expect(ContinuousClock.now - began < .seconds(2))
        #expect(bench.asked == ["SCALE 8"])
        #expect(bench.history.count == 1000)
        #expect(bench.history.first?.folded == 10_000)
    }

    /// Minutely, and off for the week of 1 October: 10,080 firings in a row are excluded.
    private func minutely() throws -> ServiceSchedule {
        var chat = try schedule("chat", [("a", "* * * * *", .replicas(8))])
        chat.jobs[0].exclusions = [try CronExclusion("* * * 1-7 10 *")]
        return chat
    }

    @Test("Catch-up looks past a holiday of any length, to the last event before it")
    func catchUpPastHoliday() throws {
        var bench = Bench(at: "2026-09-30T23:57:30Z", chat: 8)
        bench.start([try minutely()])
        bench.run(.seconds(10))
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 2)
        bench.local = at("2026-10-05T12:00:30Z")
        bench.boot = bench.boot + .seconds(10)
        bench.start([try minutely()])
        bench.run(.seconds(10))
        #expect(bench.asked == ["SCALE 8"])
        let applied = try #require(bench.history.last { $0.outcome == .applied(clamped: nil) })
        #expect(applied.id.instant == at("2026-09-30T23:59:00Z"))
        // 1,000 excluded ones have rows; it stands for the other excluded ones and the one of 23:58.
        #expect(bench.history.count == 1001)
        #expect(applied.folded == 5482)
    }

    @Test("A pause until the next event that begins in a long holiday ends after it")
    func pauseInHoliday() throws {
        var bench = Bench(at: "2026-10-01T00:00:30Z", chat: 2)
        bench.start([try minutely()])
        bench.run(.seconds(10))
        bench.command(.pause(serviceId: "ms-chat-1", until: .nextEvent, skips: false, reason: ""))
        #expect(bench.replies.last == .done("chat is paused until 2026-10-08T00:00:00Z"))
    }
}
