import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("The clock")
struct ClockTests {
    /// Started with a service of two that goes to eight at half past eight.
    private func bench(at text: String, apiAhead offset: Duration = .zero) throws -> Bench {
        var bench = Bench(at: text, chat: 2)
        bench.serverOffset = offset
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        return bench
    }

    @Test("A host whose clock is an hour behind the API's acts at the API's time, and says so")
    func hourBehind() throws {
        var bench = try bench(at: "2026-11-24T07:00:00Z", apiAhead: .seconds(3600))
        bench.run(until: "2026-11-24T09:00:00Z")
        let sent = try #require(bench.sent.first)
        #expect(bench.sent.count == 1)
        #expect(sent.at >= at("2026-11-24T07:30:00Z"))
        #expect(sent.at < at("2026-11-24T07:30:02Z"))
        #expect(bench.kinds(.clockWrong).first?.message.contains("behind the API's") == true)
        #expect(bench.kinds(.clockWrong).count == 2, "one warning an hour")
        #expect(bench.statusLine.contains("host's clock off by"))
    }

    @Test("One answer that tells another time than those before it moves no clock")
    func oneStrayAnswer() throws {
        var bench = try bench(at: "2026-11-24T07:00:00Z", apiAhead: .seconds(3600))
        bench.run(until: "2026-11-24T07:10:00Z")
        let known = bench.calls.count
        bench.serverOffset = .seconds(7200)
        while bench.calls.count == known { bench.run(.milliseconds(20)) }
        bench.serverOffset = .seconds(3600)
        bench.run(until: "2026-11-24T07:20:00Z")
        #expect(bench.sent.isEmpty)
        bench.run(until: "2026-11-24T07:40:00Z")
        #expect(bench.sent.map(\.words).map { $0.prefix(5) } == ["07:30"])
    }

    @Test("An API whose time moves on for good is followed")
    func lastingChange() throws {
        var bench = try bench(at: "2026-11-24T07:00:00Z", apiAhead: .seconds(3600))
        bench.run(until: "2026-11-24T07:10:00Z")
        bench.serverOffset = .seconds(3000)
        bench.run(until: "2026-11-24T08:00:00Z")
        #expect(bench.sent.map(\.words).map { $0.prefix(5) } == ["07:40"])
    }

    @Test("An API whose time drifts by seconds brings no doubt")
    func drift() throws {
        var bench = try bench(at: "2026-11-24T07:00:00Z", apiAhead: .seconds(3600))
        bench.run(until: "2026-11-24T07:10:00Z")
        let known = bench.reports.count
        bench.serverOffset = .seconds(3610)
        bench.run(until: "2026-11-24T07:25:00Z")
        #expect(bench.reports.dropFirst(known).map(\.message) == [])
    }

    @Test("A host whose clock is a day ahead begins nothing early")
    func dayAhead() throws {
        var bench = try bench(at: "2026-11-25T08:00:00Z", apiAhead: .seconds(-86_400))
        bench.run(until: "2026-11-25T09:00:00Z")
        let call = try #require(bench.calls.first { $0.request.action == .modifyModelService })
        #expect(call.signedAt >= at("2026-11-24T08:30:00Z"))
        #expect(call.signedAt < at("2026-11-24T08:30:02Z"))
    }

    @Test("A job first loaded under a clock that is behind does not fire the past")
    func sinceUnderWrongClock() throws {
        var bench = try bench(at: "2026-11-24T07:50:00Z", apiAhead: .seconds(3600))
        bench.run(until: "2026-11-24T09:30:00Z")
        #expect(bench.sent.isEmpty)
    }

    @Test("A watermark written in 2030 is pulled back, loudly, and today's events happen")
    func watermarkInTheFuture() throws {
        var bench = Bench(at: "2030-01-01T00:00:00Z", chat: 2)
        let chat = try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])
        bench.start([chat])
        bench.run(.seconds(12 * 3600))
        bench.sent = []
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 2)
        bench.local = at("2026-11-24T08:00:00Z")
        bench.start([chat])
        bench.run(.seconds(3600))
        #expect(bench.kinds(.watermarkPulledBack).count == 1)
        #expect(bench.sent.map(\.words) == ["08:30:00Z ms-chat-1 SCALE 8"])
        let record = try #require(bench.record("ms-chat-1"))
        #expect(record.last?.id.instant == at("2026-11-24T08:30:00Z"))
        #expect(record.jobs["peak"]?.last == at("2026-11-24T08:30:00Z"))
    }

    @Test("A step of the host's clock alone begins nothing until the API has judged it")
    func stepAhead() throws {
        var bench = try bench(at: "2026-11-24T07:00:00Z")
        bench.run(.seconds(60))
        bench.local = at("2026-11-24T09:00:00Z")
        bench.serverOffset = at("2026-11-24T07:01:00Z") - bench.local
        bench.feed(.wallTimerDue)
        bench.run(.seconds(3600))
        #expect(bench.sent.isEmpty)
        bench.run(.seconds(3600))
        #expect(bench.sent.count == 1)
    }

    @Test("A clock that is set right by a step catches up at once")
    func stepToRight() throws {
        var bench = Bench(at: "2026-11-24T07:00:00Z", chat: 2)
        bench.serverOffset = .seconds(7200)
        bench.start([try schedule("chat", [("peak", "30 9 * * *", .replicas(8))])])
        bench.run(.seconds(600))
        bench.local = bench.local + .seconds(7200)
        bench.serverOffset = .zero
        bench.feed(.wallTimerDue)
        bench.run(.seconds(3600))
        #expect(bench.sent.map(\.words) == ["09:30:00Z ms-chat-1 SCALE 8"])
        #expect(bench.kinds(.clockRight).count == 1)
    }

    @Test("An API that sends no Date leaves the host's clock trusted")
    func withoutDate() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.sendsDate = false
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(.seconds(3600))
        #expect(bench.sent.map(\.words) == ["08:30:00Z ms-chat-1 SCALE 8"])
    }

    @Test("A host whose clock is hours off, so that its signatures have expired, works a few seconds after its start")
    func signatureExpired() throws {
        var bench = Bench(at: "2026-11-24T05:00:00Z", chat: 2)
        bench.serverOffset = .seconds(3 * 3600 + 1795)
        bench.answer = { call, bench in
            let off = call.signedAt - (bench.local + bench.serverOffset)
            return off > .seconds(300) || off < .seconds(-300)
                ? .failed(APIError(code: "AuthFailure.SignatureExpire", message: "", requestID: "r")) : nil
        }
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(.seconds(12))
        #expect(bench.asked == ["SCALE 8"])
        #expect(bench.kinds(.credentialsRefused).count == 1)
    }

    @Test("A probe that waits for the only slot, which a call in flight holds, asks for no turn meanwhile")
    func probeWithoutSlot() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.roundTrip = .seconds(4)
        var settings = FleetSettings()
        settings.rateLimit = 1
        bench.start([try schedule("chat", [("peak", "30 9 * * *", .replicas(8))])], settings: settings)
        bench.run(until: "2026-11-24T08:04:00Z")
        while bench.calls.last.map({ bench.local - $0.signedAt > .seconds(3) }) ?? true { bench.run(.seconds(1)) }
        let effects = bench.engine.handle(
            .wallTimerDue, at: Moment(local: bench.local + .seconds(3600), boot: bench.boot + .milliseconds(1)))
        for case .armMonotonicTimer(let at?) in effects { #expect(at > bench.boot + .milliseconds(1)) }
    }
}
