import Autoscaling
import CivilTime
import Testing

@Suite("Durability")
struct DurabilityTests {
    @Test("A call waits for its record, and goes at once when the record can't be written")
    func waits() throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:20:00Z")
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.sent.isEmpty)
        bench.feed(.persistingFailed("disk full"))
        #expect(bench.sent.count == 1)
        #expect(bench.statusLine.contains("not durable"))
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.history.isEmpty, "nothing is emitted while the store fails")
        bench.isDurableAtOnce = true
        bench.feed(.storeHealed)
        #expect(bench.history.map(\.outcome) == [.applied(clamped: nil)])
        #expect(!bench.statusLine.contains("not durable"))
    }

    @Test("After a crash at any turn of an event it is made good, and never repeated once its end is durable")
    func crash() throws {
        for turns in 0..<40 {
            var bench = Bench(at: "2026-11-24T08:29:00Z", chat: 2)
            let chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8))])
            bench.start([chat])
            bench.run(.seconds(60) + .milliseconds(25 * Int64(turns)))
            bench.start([chat])
            bench.run(.seconds(60))
            #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
            let count = bench.sent.count
            #expect(count == 1)
            bench.start([chat])
            bench.run(.seconds(600))
            #expect(bench.sent.count == count)
        }
    }

    @Test("A frozen fleet keeps a call back that waits for its record")
    func freezeBeforeRelease() throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:20:00Z")
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T08:31:00Z")
        bench.command(.freeze(until: .never, reason: ""))
        bench.isDurableAtOnce = true
        bench.feed(.persisted(upTo: bench.lastSequence))
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        bench.command(.thaw)
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
    }
}

@Suite("The order of records")
struct RecordOrderTests {
    /// What a store keeps of each service after one turn, and whether the sequence numbers rise.
    private func kept(_ effects: [Effect]) -> (services: [String: ServiceRecord], isRising: Bool) {
        var services: [String: ServiceRecord] = [:]
        var sequences: [UInt64] = []
        for case .persist(let record, let sequence) in effects {
            sequences.append(sequence)
            switch record {
            case .service(let service): services[service.serviceId] = service
            case .serviceRemoved(let serviceId): services[serviceId] = nil
            case .occurrence, .fleet, .hold: break
            }
        }
        return (services, sequences == sequences.sorted())
    }

    private func bench() throws -> (Bench, ServiceSchedule) {
        let chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8))])
        return (.ofChat(chat), chat)
    }

    @Test("A reload in the instant of an event leaves the newest record in the store")
    func reloadWhenDue() throws {
        var (bench, chat) = try bench()
        chat.jobs[0].target = .replicas(6)
        let effects = bench.engine.handle(
            .configured(FleetConfiguration(schedules: [chat])),
            at: Moment(local: at("2026-11-24T08:30:00Z"), boot: bench.boot + .seconds(1740)))
        let (services, isRising) = kept(effects)
        #expect(isRising)
        #expect(services["ms-chat-1"]?.scheduleIdentity == chat.identity)
        #expect(services["ms-chat-1"]?.intent?.goal == .running(.replicas(6)))
    }

    @Test("A service removed in the instant of its event stays removed")
    func removeWhenDue() throws {
        var (bench, _) = try bench()
        let effects = bench.engine.handle(
            .configured(FleetConfiguration()),
            at: Moment(local: at("2026-11-24T08:30:00Z"), boot: bench.boot + .seconds(1740)))
        let (services, isRising) = kept(effects)
        #expect(isRising)
        #expect(services.isEmpty)
    }

    @Test("What could not be written is written again although a later batch was acknowledged")
    func acknowledgedBehindFailure() throws {
        var (bench, _) = try bench()
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T08:30:01Z")
        bench.feed(.persistingFailed("disk full"))
        bench.feed(.persisted(upTo: bench.lastSequence))
        let effects = bench.engine.handle(.storeHealed, at: Moment(local: bench.local, boot: bench.boot))
        #expect(kept(effects).services["ms-chat-1"]?.intent?.goal == .running(.replicas(8)))
    }

    @Test("What changes in the turn in which the store heals is written after what it had missed")
    func healWhenDue() throws {
        var (bench, _) = try bench()
        bench.pauseChat(skips: true)
        bench.feed(.persistingFailed("disk full"))
        bench.command(.unpause(serviceId: "ms-chat-1"))
        let effects = bench.engine.handle(
            .storeHealed, at: Moment(local: at("2026-11-24T08:30:00Z"), boot: bench.boot + .seconds(1740)))
        let (services, isRising) = kept(effects)
        #expect(isRising)
        #expect(services["ms-chat-1"]?.intent?.goal == .running(.replicas(8)))
    }
}
