import Autoscaling
import CivilTime
import Synchronization
import TIONE
import Testing

/// Answers the first so many ModifyModelService calls with a failure, then lets the cloud act.
final class Failures: Sendable {
    private let left: Mutex<Int>
    private let outcome: CallReport.Outcome

    init(_ count: Int, _ outcome: CallReport.Outcome) {
        left = Mutex(count)
        self.outcome = outcome
    }

    convenience init(_ count: Int, code: String) {
        self.init(count, .failed(APIError(code: code, message: "injected", requestID: "req-injected")))
    }

    func next(_ call: Call) -> CallReport.Outcome? {
        guard call.request.action == .modifyModelService else { return nil }
        return left.withLock { left in
            guard left > 0 else { return nil }
            left -= 1
            return outcome
        }
    }
}

@Suite("Calls and their errors")
struct CallTests {
    private func bench(_ failures: Failures) throws -> Bench {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.answer = { call, _ in failures.next(call) }
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:50:00Z")
        return bench
    }

    @Test(
        "What time or the API's recovery mends ends applied",
        arguments: [
            "InternalError", "ServiceUnavailable", "FailedOperation.ClusterQueryFailed", "ResourceInUse",
            "FailedOperation", "RequestLimitExceeded", "ResourceInsufficient", "ResourcesSoldOut",
            "UnauthorizedOperation", "OperationDenied.BalanceInsufficient", "AuthFailure.SecretIdNotFound",
        ])
    func mended(code: String) throws {
        let bench = try bench(Failures(3, code: code))
        #expect(bench.history.map(\.outcome) == [.applied(clamped: nil)])
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test(
        "A permanent error fails the event at once, with code and RequestId",
        arguments: [
            "InvalidParameter", "UnsupportedOperation", "ResourceNotFound", "OperationDenied", "SomethingUnheardOf",
        ])
    func permanent(code: String) throws {
        let bench = try bench(Failures(1, code: code))
        #expect(bench.sent.count == 1)
        #expect(
            bench.history.map(\.outcome)
                == [.failed(code: code, message: "injected", requestId: "req-injected")])
        let entry = try #require(bench.kinds(.eventFailed).first)
        #expect(entry.errorCode == code)
        #expect(entry.message.contains("req-injected"))
        #expect(entry.requestId == "req-injected")
    }

    @Test("Calls that could not be sent are counted apart, and the first that was sent is when the event started")
    func unsent() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        let back = at("2026-11-24T08:30:20Z")
        bench.answer = { call, bench in
            call.request.action == .modifyModelService && bench.local < back ? .notSent("Connection refused") : nil
        }
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:32:00Z")
        let row = try #require(bench.history.first)
        #expect(row.outcome == .applied(clamped: nil))
        #expect(row.unsent >= 2 && row.attempts == row.unsent + 1)
        #expect(row.startedAt.map { $0 >= back } == true)
        #expect(row.openedAt == at("2026-11-24T08:30:00Z"))
    }

    @Test("A failed event is warned of hourly, and opened once more, as its job now says, when its file changes")
    func failedEvent() throws {
        var bench = try bench(Failures(1, code: "InvalidParameter"))
        bench.run(until: "2026-11-24T10:40:00Z")
        #expect(bench.kinds(.eventStillFailed).count == 2)
        bench.reload([try schedule("chat", [("peak", "30 8 * * *", .replicas(6))])])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8", "SCALE 6"])
    }

    @Test("A failed event whose job is removed is not opened again")
    func failedEventOfRemovedJob() throws {
        var bench = try bench(Failures(1, code: "InvalidParameter"))
        bench.reload([try schedule("chat", [("other", "0 23 * * *", .replicas(6))])])
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
        #expect(bench.statusLine.contains("0 open, 0 failed"))
        bench.command(.retry(serviceId: "ms-chat-1"))
        #expect(
            bench.replies.last
                == .refused(
                    "chat has no failed event to try again; SCALE 8 of peak due 2026-11-24T08:30:00Z ended as failed"
                ))
    }

    @Test("After an outcome unknown the service is observed before anything is sent again")
    func unknownOutcome() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = Bench.stopped("ms-chat-1", old: 2)
        let failures = Failures(1, .unknown("time-out"))
        bench.answer = { call, _ in failures.next(call) }
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .resume)])])
        bench.run(until: "2026-11-24T08:50:00Z")
        let actions = bench.calls.map(\.request.action)
        let first = try #require(actions.firstIndex(of: .modifyModelService))
        #expect(actions[first + 1] == .describeModelService)
        #expect(bench.asked == ["RESUME", "RESUME"])
    }

    @Test("A second RESUME is not sent while the first one loads")
    func noSecondResume() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = Bench.stopped("ms-chat-1", old: 2)
        bench.act = { service, change in
            Bench.obey(&service, change)
            service.status = .waiting
            service.readyReplicas = 0
        }
        bench.start([try schedule("chat", [("morning", "30 8 * * *", .resume)])])
        bench.run(until: "2026-11-24T08:50:00Z")
        #expect(bench.sent.count == 1)
    }

    @Test("A refused key stops the whole fleet but for a probe, and work goes on when it is accepted again")
    func credentials() throws {
        let failures = Failures(.max, code: "AuthFailure.SecretIdNotFound")
        var bench = Bench(at: "2026-11-24T08:29:00Z", chat: 2)
        bench.answer = { call, bench in
            // The key is refused for five minutes.
            bench.local < at("2026-11-24T08:35:00Z") && bench.local >= at("2026-11-24T08:30:00Z")
                ? .failed(APIError(code: "AuthFailure.SecretIdNotFound", message: "", requestID: "r")) : nil
        }
        _ = failures
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:34:59Z")
        #expect(bench.calls.count { $0.signedAt > at("2026-11-24T08:30:02Z") } <= 5)
        #expect(bench.kinds(.credentialsRefused).count == 1)
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
        #expect(bench.kinds(.credentialsAccepted).count == 1)
    }

    @Test("240 services due in one second: capacity first, never over the limit, done in 13.8 s")
    func burst() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.roundTrip = .milliseconds(150)
        var schedules: [ServiceSchedule] = []
        for number in 0..<240 {
            let id = "ms-s\(number)-1"
            let isStop = number % 3 == 0
            bench.cloud[id] = Bench.running(id, 2)
            schedules.append(try schedule("s\(number)", [("peak", "30 8 * * *", isStop ? .stop : .replicas(8))]))
        }
        bench.start(schedules)
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.sent.count == 240)
        let times = bench.sent.map { $0.at }
        let first = try #require(times.first)
        let last = try #require(times.last)
        #expect(first - at("2026-11-24T08:30:00Z") < .milliseconds(1500))
        #expect(last - first + .milliseconds(150) <= .milliseconds(13_800))
        for (place, time) in times.enumerated() where place >= 20 {
            // The server sees a call somewhere within its round trip.
            #expect(time - times[place - 20] > .milliseconds(1150))
        }
        let stops = bench.sent.indices.filter { bench.sent[$0].modification.change == .stop }
        #expect(stops.min() == 160)
    }

    @Test("A service too busy for a call gets it as soon as it is seen doing something else")
    func busy() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var service = Bench.running("ms-chat-1", 2)
        service.status = .waiting
        bench.cloud["ms-chat-1"] = service
        bench.answer = { call, bench in
            guard call.request.action == .modifyModelService else { return nil }
            return bench.cloud["ms-chat-1"]?.status == .waiting
                ? .failed(APIError(code: "ResourceInUse", message: "", requestID: "r")) : nil
        }
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:38:00Z")
        bench.cloud["ms-chat-1"]?.status = .normal
        bench.run(.seconds(11))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test("A call accepted that does not show with the service at rest for a minute is made again")
    func notShown() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.act = { _, _ in }
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:30:50Z")
        #expect(bench.sent.count == 1)
        bench.run(until: "2026-11-24T08:31:20Z")
        #expect(bench.sent.count == 2)
    }

    @Test("A service that does not converge is stuck, stays watched, and ends applied when it does")
    func stuck() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.act = { service, change in
            Bench.obey(&service, change)
            service.readyReplicas = 3
        }
        bench.start([try schedule("chat", [("peak", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T09:10:00Z")
        #expect(bench.history.map(\.outcome) == [.stuck])
        #expect(bench.kinds(.stuck).count == 1)
        bench.cloud["ms-chat-1"]?.readyReplicas = 8
        bench.run(.seconds(60))
        #expect(bench.history.map(\.outcome) == [.applied(clamped: nil)])
        #expect(bench.sent.count == 1)
    }

    @Test("STOP is sent unobserved to a service last known as running, RESUME is not")
    func unobserved() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.cloud["ms-idle-1"] = Bench.stopped("ms-idle-1", old: 2)
        bench.answer = { call, bench in
            call.request.action != .modifyModelService && bench.local > at("2026-11-24T08:20:00Z")
                ? .failed(APIError(code: "InternalError", message: "", requestID: "r")) : nil
        }
        bench.start([
            try schedule("chat", [("night", "30 8 * * *", .stop)]),
            try schedule("idle", [("day", "30 8 * * *", .resume)]),
        ])
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.asked == ["STOP"])
        let stop = try #require(bench.sent.first)
        #expect(stop.at - at("2026-11-24T08:30:00Z") <= .seconds(12))
    }
}

@Suite("Calls that outlive their event")
struct SupersededCallTests {
    @Test("A permanent error of a superseded event's call does not fail the event that superseded it")
    func lateError() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.roundTrip = .seconds(4)
        bench.answer = { call, _ in
            guard case .modify(let modification) = call.request, modification.change != .stop else { return nil }
            return .failed(APIError(code: "InvalidParameter", message: "", requestID: "r"))
        }
        bench.start([try schedule("chat", [("a", "0 30 8 * * *", .replicas(8)), ("b", "6 30 8 * * *", .stop)])])
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.asked == ["SCALE 8", "STOP"])
        #expect(bench.history.map(\.outcome?.word) == ["superseded", "applied"])
    }

    @Test("A permanent error of what a reload has changed meanwhile does not fail the changed event")
    func lateErrorAfterReload() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.roundTrip = .seconds(2)
        bench.answer = { call, _ in
            guard case .modify(let modification) = call.request, modification.change == .replicas(80) else {
                return nil
            }
            return .failed(APIError(code: "InvalidParameter", message: "", requestID: "r"))
        }
        bench.start([try schedule("chat", [("a", "30 8 * * *", .replicas(80))])])
        bench.run(until: "2026-11-24T08:30:03Z")
        #expect(bench.asked == ["SCALE 80"])
        bench.reload([try schedule("chat", [("a", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.asked == ["SCALE 80", "SCALE 8"])
        #expect(bench.history.map(\.outcome) == [.applied(clamped: nil)])
    }

    @Test("A start with a high RateLimit= counts what an earlier run may have sent just before")
    func fullBucketAtStart() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var settings = FleetSettings()
        settings.rateLimit = 200
        bench.start([], settings: settings)
        #expect(bench.calls.isEmpty)
        bench.run(.milliseconds(1000))
        #expect(bench.calls.isEmpty)
        bench.run(.milliseconds(10))
        #expect(!bench.calls.isEmpty)
    }

    @Test(
        "A call whose answer never came and that took effect counts as applied, after a crash too",
        arguments: [false, true])
    func tookEffect(crashes: Bool) throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        let chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8))])
        bench.answer = { call, _ in call.request.action == .modifyModelService ? .unknown("time-out") : nil }
        bench.start([chat])
        bench.run(until: "2026-11-24T08:30:00.120Z")
        #expect(bench.sent.count == 1)
        // The server acted on it all the same.
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 8)
        if crashes { bench.start([chat]) }
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
        #expect(bench.history.map(\.outcome) == [.applied(clamped: nil)])
        #expect(bench.history.first?.reason.sentence.hasSuffix("the answer to its call never came") == true)
    }

    @Test(
        "A RESUME that was accepted and does not show yet is not made again at once after a pause or a restart",
        arguments: [true, false])
    func resumeNotShown(restarts: Bool) throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = Bench.stopped("ms-chat-1", old: 2)
        let chat = try schedule("chat", [("a", "30 8 * * *", .resume)])
        bench.start([chat])
        bench.run(until: "2026-11-24T08:29:00Z")
        bench.act = { _, _ in }
        bench.run(until: "2026-11-24T08:30:05Z")
        #expect(bench.sent.count == 1)
        if restarts {
            bench.start([chat])
        } else {
            bench.pauseChat()
            bench.run(.seconds(5))
            bench.command(.unpause(serviceId: "ms-chat-1"))
        }
        bench.run(.seconds(30))
        #expect(bench.sent.count == 1)
        // It never does: then it is made again.
        bench.run(.seconds(90))
        #expect(bench.sent.count == 2)
    }
}
