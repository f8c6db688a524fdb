import Autoscaling
import CivilTime
import Testing

@testable import Persistence

/// What every store must do.
@Suite struct StoreTests {
    enum Kind: CaseIterable { case memory, sqlite }

    /// Gives a store of `kind` to `body`.
    private func with(_ kind: Kind, _ body: (any Store) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        switch kind {
        case .memory: try body(MemoryStore())
        case .sqlite: try body(SQLiteStore(directory: directory.path, at: Sample.instant(0)))
        }
    }

    @Test("What was committed is loaded, the newest under each key", arguments: Kind.allCases)
    func load(kind: Kind) throws {
        try with(kind) { store in
            #expect(try store.load() == StoredState())
            try store.commit([.service(Sample.service("ms-1")), .service(Sample.service("ms-2"))])
            try store.commit([.service(Sample.service("ms-1", watermark: 60)), .fleet(Sample.fleet())])
            var expected = StoredState()
            expected.services = [Sample.service("ms-1", watermark: 60), Sample.service("ms-2")]
            expected.fleet = Sample.fleet()
            #expect(try store.load() == expected)
        }
    }

    @Test("A removed service is gone and its history stays", arguments: Kind.allCases)
    func removal(kind: Kind) throws {
        try with(kind) { store in
            try store.commit([.service(Sample.service("ms-1")), .occurrence(Sample.occurrence("ms-1"))])
            try store.commit([.serviceRemoved(serviceId: "ms-1"), .serviceRemoved(serviceId: "ms-never")])
            #expect(try store.load().services.isEmpty)
            #expect(try store.history(HistoryQuery()).count == 1)
        }
    }

    @Test("An occurrence without an outcome gets one later", arguments: Kind.allCases)
    func outcome(kind: Kind) throws {
        try with(kind) { store in
            try store.commit([.occurrence(Sample.occurrence(outcome: nil))])
            try store.commit([.occurrence(Sample.occurrence(outcome: .stuck))])
            #expect(try store.history(HistoryQuery()) == [Sample.occurrence(outcome: .stuck)])
        }
    }

    @Test("What a store will answer once it has more records is known before it has them", arguments: Kind.allCases)
    func lacking(kind: Kind) throws {
        try with(kind) { store in
            var more: [Record] = []
            for second in Int64(0)..<10 {
                let row = Sample.occurrence(at: second, outcome: second % 3 == 0 ? .stuck : .alreadyThere)
                if second < 7 { try store.commit([.occurrence(row)]) }
                if second > 4 { more.append(.occurrence(Sample.occurrence(at: second, outcome: .alreadyThere))) }
            }
            more.append(.hold(Sample.endedHold(since: 0, ended: 60)))
            let state = more.reduce(into: MemoryState()) { $0.apply($1) }
            let queries = [
                HistoryQuery(), HistoryQuery(limit: 4), HistoryQuery(until: Sample.instant(6), failedOnly: true),
                HistoryQuery(serviceId: "ms-none"),
            ]
            let noon = Sample.instant(30)
            var foretold: [[Occurrence]] = []
            for query in queries {
                let rows = try store.history(query)
                foretold.append(state.history(query, over: rows))
            }
            let rows = try store.holds(of: "ms-1", at: noon)
            let holds = state.holds(of: "ms-1", at: noon, over: rows)
            try store.commit(more)
            for (query, rows) in zip(queries, foretold) {
                let there = try store.history(query)
                #expect(rows == there)
            }
            #expect(foretold.map(\.count) == [10, 4, 2, 0])
            let there = try store.holds(of: "ms-1", at: noon)
            #expect(holds == there && holds.count == 1)
        }
    }

    @Test("History is newest first and can be narrowed", arguments: Kind.allCases)
    func history(kind: Kind) throws {
        try with(kind) { store in
            var all: [Occurrence] = []
            for second in Int64(0)..<20 {
                let failed = second % 5 == 0
                all.append(
                    Sample.occurrence(
                        second % 2 == 0 ? "ms-even" : "ms-odd", at: second,
                        outcome: failed ? .failed(code: "X", message: "", requestId: nil) : .alreadyThere))
            }
            try store.commit(all.shuffled().map { .occurrence($0) })
            let newestFirst = Array(all.reversed())
            #expect(try store.history(HistoryQuery()) == newestFirst)
            #expect(try store.history(HistoryQuery(limit: 3)) == Array(newestFirst.prefix(3)))
            #expect(try store.history(HistoryQuery(limit: -1)).isEmpty)
            #expect(
                try store.history(HistoryQuery(serviceId: "ms-odd"))
                    == newestFirst.filter { $0.id.serviceId == "ms-odd" })
            let failed = try store.history(HistoryQuery(failedOnly: true))
            #expect(failed.map(\.id.instant) == [15, 10, 5, 0].map(Sample.instant))
            let window = HistoryQuery(since: Sample.instant(5), until: Sample.instant(8))
            #expect(try store.history(window).map(\.id.instant) == [7, 6, 5].map(Sample.instant))
        }
    }

    @Test("Pruning goes by age, then by number, and spares what is open", arguments: Kind.allCases)
    func prune(kind: Kind) throws {
        try with(kind) { store in
            let open = Sample.occurrence(job: "open", at: -1000, outcome: nil)
            // More than one batch each.
            let ended = (Int64(0)..<1700).map { Sample.occurrence(at: $0) }
            try store.commit(([open] + ended).map { .occurrence($0) })
            #expect(try store.prune(before: Sample.instant(600), keepingAtMost: 5000) == 600)
            #expect(try store.prune(before: Sample.instant(600), keepingAtMost: 500) == 600)
            let left = try store.history(HistoryQuery(limit: 5000))
            #expect(left.count == 501)
            #expect(left.first?.id.instant == Sample.instant(1699))
            #expect(left.last == open)
            #expect(try store.prune(before: Sample.instant(600), keepingAtMost: 500) == 0)
        }
    }

    @Test("Holds that are over are told by service and time, and pruned by their end", arguments: Kind.allCases)
    func holds(kind: Kind) throws {
        try with(kind) { store in
            let pause = Sample.endedHold(since: 0, ended: 60)
            let override = Sample.endedHold(since: 30, ended: 90, goal: .running(.replicas(7)))
            var freeze = Sample.endedHold(since: 40, ended: 50)
            (freeze.kind, freeze.serviceId) = (.freeze, nil)
            try store.commit([.hold(pause), .hold(override), .hold(freeze), .hold(pause)])
            func held(_ service: String, _ second: Int64) throws -> [EndedHold] {
                try store.holds(of: service, at: Sample.instant(second))
            }
            #expect(try held("ms-1", -1) == [])
            #expect(try held("ms-1", 0) == [pause])
            #expect(try held("ms-1", 45) == [freeze, override, pause])
            #expect(try held("ms-1", 60) == [override])
            #expect(try held("ms-2", 45) == [freeze])
            #expect(try store.prune(before: Sample.instant(60), keepingAtMost: 5000) == 0)
            #expect(try held("ms-1", 45) == [override, pause])
        }
    }

    @Test("The last good texts are kept by file name and can be forgotten", arguments: Kind.allCases)
    func goodTexts(kind: Kind) throws {
        try with(kind) { store in
            try store.setGoodTexts(["tided.conf": "[API]\n", "chat.schedule": "旧"])
            try store.setGoodTexts(["chat.schedule": "[Service]\nServiceId=ms-1\n", "gone.schedule": nil])
            #expect(
                try store.goodTexts() == ["tided.conf": "[API]\n", "chat.schedule": "[Service]\nServiceId=ms-1\n"])
            try store.setGoodTexts(["tided.conf": nil])
            #expect(try store.goodTexts().keys.sorted() == ["chat.schedule"])
        }
    }

    @Test("A store in memory fails as it is told to and changes nothing")
    func memoryFault() throws {
        let store = MemoryStore()
        let fault = StoreError(.full, operation: "write the state", path: "memory")
        store.fault = fault
        #expect(throws: fault) { try store.commit([.service(Sample.service())]) }
        #expect(throws: fault) { try store.probe() }
        #expect(try store.load() == StoredState())
        store.fault = nil
        try store.commit([.service(Sample.service())])
        #expect(try store.load().services == [Sample.service()])
    }
}
