import Autoscaling
import CivilTime
import CronSchedule
import TIONE
import Testing

/// What worlds full of faults brought to light, each once more in the smallest form.
@Suite("Found by simulation")
struct FoundBySimulationTests {
    @Test("A host that does not lead has its clock judged all the same, and asks for no turn meanwhile")
    func clockOfFollower() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.feed(.leadership(false))
        bench.run(.seconds(10))
        #expect(!bench.statusLine.contains("not confirmed"))
        #expect(bench.sent.isEmpty)
    }

    @Test("An event that failed is not opened again once a newer one has ended")
    func noRetryOfTheOutdated() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.answer = { call, _ in
            call.request.action == .modifyModelService
                ? .failed(APIError(code: "InvalidParameter", message: "no", requestID: "r")) : nil
        }
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(8)), ("b", "0 10 * * *", .replicas(5))])
        bench.start([chat])
        bench.run(until: "2026-11-24T09:30:00Z")
        bench.answer = nil
        chat.isDryRun = true
        bench.reload([chat])
        bench.run(until: "2026-11-24T10:30:00Z")
        chat.isDryRun = false
        chat.jobs.removeLast()
        bench.reload([chat])
        bench.run(until: "2026-11-24T11:00:00Z")
        #expect(bench.sent.count == 1)
        #expect(bench.history.map(\.outcome?.word) == ["failed", "dry-run"])
    }

    @Test("A hold until the next event is not over at once because of an event that is held already")
    func holdUntilNextEvent() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8)), ("b", "0 11 * * *", .replicas(5))])
        bench.command(.freeze(until: .never, reason: ""))
        bench.run(until: "2026-11-24T09:30:00Z")
        bench.command(.freeze(until: .nextEvent, reason: ""))
        bench.run(until: "2026-11-24T10:59:00Z")
        #expect(bench.sent.isEmpty)
        bench.run(until: "2026-11-24T11:01:00Z")
        #expect(bench.sent.map(\.words) == ["11:00:00Z ms-chat-1 SCALE 5"])
    }

    @Test("A disabled service takes no override, and its open event is dropped")
    func disabled() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.act = { _, _ in }
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(8))])
        bench.start([chat])
        bench.run(until: "2026-11-24T09:00:10Z")
        chat.isEnabled = false
        bench.reload([chat])
        #expect(bench.history.map(\.outcome) == [.dropped])
        bench.command(.override(serviceId: "ms-chat-1", goal: .stopped, until: .never, reason: "", force: false))
        #expect(bench.replies.last == .refused("chat is disabled (Enabled=no)"))
    }

    @Test("The open event of a service whose file went away while the daemon was down is dropped, not lost")
    func removedWhileDown() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.act = { _, _ in }
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T09:00:10Z")
        #expect(bench.record("ms-chat-1")?.intent != nil)
        bench.start([])
        bench.run(.seconds(5))
        #expect(bench.history.map(\.outcome) == [.dropped])
        #expect(bench.record("ms-chat-1") == nil)
    }

    @Test("A RESUME of a service that runs above its ceiling is no change by hand: it is scaled to the ceiling")
    func resumeAboveCeiling() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 10)
        var chat = try schedule("chat", [("a", "0 9 * * *", .resume)])
        chat.rails.ceiling = 6
        bench.start([chat])
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.asked == ["SCALE 6"])
    }

    @Test("What a clock that nobody has judged says is not kept: a crash then leaves no since in the past")
    func sinceOfUnjudgedClock() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.serverOffset = .seconds(365 * 86_400)
        bench.answer = { _, _ in .notSent("no network yet") }
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.run(.seconds(30))
        #expect(bench.record("ms-chat-1") == nil)
        bench.answer = nil
        bench.run(.seconds(30))
        #expect(bench.record("ms-chat-1")?.watermark ?? .distantPast > at("2027-11-24T07:59:00Z"))
    }

    @Test("A clock that is set far ahead ends no freeze and no pause before an answer has judged it")
    func holdsOutlastClockSteps() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.command(.freeze(until: .instant(at("2026-11-24T20:00:00Z")), reason: ""))
        bench.command(
            .pause(serviceId: "ms-chat-1", until: .instant(at("2026-11-24T20:00:00Z")), skips: false, reason: ""))
        bench.local = at("2026-11-25T08:00:00Z")
        bench.serverOffset = .seconds(-86_400)
        bench.feed(.wallTimerDue)
        #expect(bench.kinds(.holdEnded).isEmpty)
        bench.run(.seconds(60))
        #expect(bench.record("ms-chat-1")?.pause != nil)
        #expect(bench.sent.isEmpty)
    }

    @Test("A job loaded under a clock years behind that is then set right does not fire the past")
    func sinceOfClockSetRight() throws {
        var bench = Bench(at: "2017-11-24T09:30:00Z", chat: 2)
        bench.answer = { _, _ in .notSent("no network yet") }
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.run(.seconds(30))
        bench.local = at("2026-11-24T09:31:00Z")
        bench.feed(.wallTimerDue)
        bench.answer = nil
        bench.run(.seconds(120))
        #expect(bench.sent.isEmpty)
        #expect(bench.record("ms-chat-1")?.watermark ?? .distantPast > at("2026-11-24T09:29:00Z"))
        bench.run(until: "2026-11-25T09:01:00Z")
        #expect(bench.asked == ["SCALE 8"])
    }

    @Test("A command under a clock that nobody has judged keeps no since of that clock", arguments: [-1, 1])
    func sinceKeptByCommand(years: Int64) throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.serverOffset = .seconds(365 * 86_400 * years)
        bench.answer = { _, _ in .notSent("no network yet") }
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(8))])
        bench.start([chat])
        bench.run(.seconds(30))
        bench.pauseChat(skips: true)
        let record = try #require(bench.record("ms-chat-1"))
        #expect(record.pause != nil)
        #expect(record.jobs.isEmpty)
        #expect(record.watermark < at("2026-11-24T08:00:00Z"))
        bench.answer = nil
        chat.jobs[0].target = .replicas(9)
        bench.start([chat])
        bench.run(.seconds(30))
        let since = try #require(bench.record("ms-chat-1")?.jobs["a"]?.since)
        let now = bench.local + bench.serverOffset
        #expect(since <= now)
        #expect(now - since < .seconds(60))
    }

    @Test(
        "A pause until the next event that was given under a wrong clock ends with the event that is next by the right one"
    )
    func pauseUnderWrongClock() throws {
        var bench = Bench(at: "2030-11-24T10:00:00Z", chat: 2)
        bench.serverOffset = at("2026-11-24T08:00:00Z") - bench.local
        bench.answer = { _, _ in .notSent("no network yet") }
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.run(.seconds(30))
        bench.command(.pause(serviceId: "ms-chat-1", until: .nextEvent, skips: true, reason: ""))
        bench.answer = nil
        bench.run(.seconds(60))
        let pause = try #require(bench.record("ms-chat-1")?.pause)
        #expect(pause.until == .instant(at("2026-11-24T09:00:00Z")))
        #expect(pause.since >= at("2026-11-24T08:00:00Z"))
        #expect(pause.since < at("2026-11-24T08:01:00Z"))
    }

    @Test("A call that waited for its record is not made when a newer observation shows that it is not needed")
    func outdatedCall() throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:29:00Z")
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T08:30:05Z")
        #expect(bench.sent.isEmpty)
        // Somebody does it by hand, and the periodic observation sees that.
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 8)
        bench.run(until: "2026-11-24T08:40:00Z")
        bench.isDurableAtOnce = true
        bench.feed(.persisted(upTo: bench.lastSequence))
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [.alreadyThere])
        #expect(bench.history.first?.attempts == 0)
    }

    @Test("A call that waited for its record when its event was dropped is not made, and not counted")
    func callOfDroppedEvent() throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:29:00Z")
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T08:30:05Z")
        bench.command(.drop(serviceId: "ms-chat-1", reason: "not today"))
        bench.isDurableAtOnce = true
        bench.feed(.persisted(upTo: bench.lastSequence))
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [.dropped])
        #expect(bench.history.map(\.attempts) == [0])
        #expect(bench.history.map(\.startedAt) == [nil])
        // Opened once more it is called for, and that call counts.
        bench.command(.run(serviceId: "ms-chat-1", job: "a", force: false))
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
        #expect(bench.history.last?.attempts == 1)
    }

    @Test("A STOP that is taken back gives its place under MaxConcurrentStops= to the next")
    func stopTakenBack() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var schedules: [ServiceSchedule] = []
        for name in ["a", "b"] {
            bench.cloud["ms-\(name)-1"] = Bench.running("ms-\(name)-1", 2)
            schedules.append(try schedule(name, [("night", "0 9 * * *", .stop)]))
        }
        var settings = FleetSettings()
        settings.maxConcurrentStops = 1
        bench.start(schedules, settings: settings)
        bench.run(until: "2026-11-24T08:59:00Z")
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T09:00:05Z")
        bench.command(.pause(serviceId: "ms-a-1", until: .never, skips: false, reason: ""))
        bench.isDurableAtOnce = true
        bench.feed(.persisted(upTo: bench.lastSequence))
        bench.run(.seconds(60))
        #expect(bench.asked == ["STOP"])
        #expect(bench.sent.map(\.modification.serviceId) == ["ms-b-1"])
    }

    @Test("Two reloads in one instant, each with ApplyOnLoad=, are two events")
    func twoInOneInstant() throws {
        var chat = try schedule("chat", [("a", "0 7 * * *", .replicas(8))])
        chat.appliesOnLoad = true
        var bench = Bench.ofChat(chat)
        for count in [6, 5] {
            chat.jobs[0].target = .replicas(count)
            bench.reload([chat])
        }
        bench.run(.seconds(60))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 5)
        #expect(bench.history.map(\.outcome?.word) == ["applied", "superseded", "applied"])
    }

    @Test("A service that was seen in its target is not called for when it can't be observed any more")
    func seenInTarget() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 8)
        bench.cloud["ms-chat-1"]?.status = .waiting
        bench.start([try schedule("chat", [("a", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:30:05Z")
        bench.answer = { call, _ in call.request.action == .modifyModelService ? nil : .unknown("time-out") }
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.sent.isEmpty)
    }

    @Test("After a call that timed out only observations that fail from then on have it made again unobserved")
    func blindAfterTimeout() throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:29:55Z")
        bench.answer = { _, _ in .unknown("time-out") }
        bench.run(until: "2026-11-24T08:30:09Z")
        bench.roundTrip = .seconds(30)
        bench.run(until: "2026-11-24T08:30:11Z")
        #expect(bench.sent.count == 1)
        bench.roundTrip = .milliseconds(50)
        bench.run(until: "2026-11-24T08:30:49Z")
        #expect(bench.sent.count == 1)
        bench.run(until: "2026-11-24T08:30:55Z")
        #expect(bench.sent.count == 2)
    }

    @Test(
        "A pause with --skip that is ended under a clock that nobody has judged skips what fell into it, and nothing to come"
    )
    func skipUnderWrongClock() throws {
        let chat = try schedule("chat", [("a", "0 9 * * *", .replicas(8)), ("b", "0 10 * * *", .replicas(5))])
        var bench = Bench.ofChat(chat)
        bench.pauseChat(skips: true)
        bench.run(.seconds(60))
        // The host is down over the first event and comes back a year ahead, without a network.
        bench.local = at("2027-11-24T09:30:00Z")
        bench.serverOffset = .seconds(-365 * 86_400)
        bench.answer = { _, _ in .notSent("no network yet") }
        bench.start([chat])
        bench.run(.seconds(30))
        bench.command(.unpause(serviceId: "ms-chat-1"))
        #expect(bench.history.isEmpty)
        bench.answer = nil
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome?.word) == ["skipped"])
        bench.run(.seconds(3600))
        #expect(bench.asked == ["SCALE 5"])
    }

    @Test("A failed event that is tried again after its StartingDeadlineSec= is not skipped as too late")
    func retryAfterDeadline() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8))])
        chat.jobs[0].startingDeadline = .seconds(60)
        // The service is not in the account yet.
        bench.start([chat])
        bench.run(until: "2026-11-24T09:30:00Z")
        #expect(bench.history.map(\.outcome?.word) == ["failed"])
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 2)
        bench.command(.retry(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8"])
        #expect(bench.history.map(\.outcome?.word) == ["applied"])
        // Its life goes on: it was taken up when it fell due.
        #expect(bench.history.first?.openedAt == at("2026-11-24T08:30:00Z"))
        #expect(bench.history.first?.reopenedAt == at("2026-11-24T09:30:00Z"))
        #expect(bench.history.first?.startedAt.map { $0 >= at("2026-11-24T09:30:00Z") } == true)
    }

    @Test("A stop that failed is the one that is tried again, though a job that it holds was skipped meanwhile")
    func retryOfTheStop() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        let stop = at("2026-11-24T09:00:00Z")
        var chat = try schedule("chat", [("a", "30 9 * * *", .replicas(8))])
        chat.scheduledAction = ScheduledAction(stopTime: stop, nominal: TimeZoneRules.utc.civil(stop))
        chat.scheduledAction?.stopsUntilChanged = true
        bench.start([chat])
        // The service is found to be missing from the account only after the job's time.
        bench.answer = { _, _ in .unknown("connection reset") }
        bench.run(until: "2026-11-24T09:40:00Z")
        bench.answer = nil
        bench.run(until: "2026-11-24T09:50:00Z")
        #expect(bench.history.map(\.outcome?.word) == ["failed", "skipped"])
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 2)
        bench.command(.retry(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["STOP"])
        #expect(bench.history.map(\.outcome?.word) == ["applied", "skipped"])
    }

    @Test("A change by hand is not reverted to a stop under a floor that has come since")
    func floorOutlivesRevert() throws {
        var bench = try Bench.ofChat(
            [("a", "0 7 * * *", .replicas(3)), ("b", "0 9 * * *", .stop)], until: "2026-11-24T09:30:00Z")
        var chat = try schedule("chat", [("a", "0 7 * * *", .replicas(3))])
        chat.rails.floor = 2
        chat.onManualChange = .revert
        bench.reload([chat])
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 2)
        bench.run(until: "2026-11-24T10:30:00Z")
        #expect(bench.asked == ["STOP"])
        #expect(bench.reports.contains { $0.kind == .manualChangeAdopted })
    }

    @Test("The end of a dry run does not revert a service to where it was before the events of the dry run")
    func dryRunOutlivesRevert() throws {
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(3)), ("b", "0 10 * * *", .replicas(6))])
        chat.onManualChange = .revert
        var bench = Bench.ofChat(chat, until: "2026-11-24T09:30:00Z")
        chat.isDryRun = true
        bench.reload([chat])
        bench.run(until: "2026-11-24T10:30:00Z")
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 5)
        bench.run(until: "2026-11-24T11:00:00Z")
        chat.isDryRun = false
        bench.reload([chat])
        bench.run(until: "2026-11-24T11:30:00Z")
        #expect(bench.asked == ["SCALE 3"])
    }
}
