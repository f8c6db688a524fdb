import Autoscaling
import CivilTime
import Glibc
import Testing

@testable import Persistence

/// Every damaged file opens: what is whole is read, what is not stands aside.
@Suite struct DamageTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open() throws -> SQLiteStore {
        let now = try Instant(rfc3339: "2026-11-24T10:30:00Z")
        return try SQLiteStore(directory: directory.path, at: now, checkLimit: .seconds(10))
    }

    private func serviceId(_ number: Int) -> String { "ms-\(number)" }

    /// A closed database of some hundred pages, with no log.
    private func fill(services: Int = 600) throws {
        let store = try open()
        try store.commit((0..<services).map { .service(Sample.service(serviceId($0))) })
        try store.commit((0..<300).map { .occurrence(Sample.occurrence(at: Int64($0))) })
        try store.setGoodTexts(["tided.conf": "[API]\n"])
    }

    @Test("A file without SQLite's header is moved aside and a new one begun")
    func header() throws {
        try fill()
        var bytes = try File.read(directory.database)
        bytes.replaceSubrange(0..<16, with: [UInt8](repeating: 0, count: 16))
        try File.write(bytes, to: directory.database)
        let store = try open()
        let replacement = try #require(store.replacement)
        #expect(replacement.path == "\(directory.database).damaged-20261124T103000Z")
        #expect(replacement.reason.problem == .damaged)
        #expect(try File.read(replacement.path) == bytes)
        try store.commit([.service(Sample.service())])
        #expect(try store.load().services.count == replacement.servicesSaved + 1)
    }

    @Test("What can be read of a damaged file is carried over")
    func salvage() throws {
        try fill()
        var bytes = try File.read(directory.database)
        // One page in the middle of the table of services.
        let marker = Array("ms-300".utf8)
        let middle = try #require(bytes.firstRange(of: marker)?.lowerBound)
        let page = middle / 4096 * 4096
        bytes.replaceSubrange(page..<page + 4096, with: [UInt8](repeating: 0xA5, count: 4096))
        try File.write(bytes, to: directory.database)
        let store = try open()
        let replacement = try #require(store.replacement)
        let services = try store.load().services
        #expect(services.count == replacement.servicesSaved)
        #expect((500..<600).contains(services.count))
        #expect(services.allSatisfy { $0 == Sample.service($0.serviceId) })
        #expect(try store.goodTexts() == ["tided.conf": "[API]\n"])
    }

    @Test("A flipped bit in a record is noticed, though SQLite sees nothing")
    func flippedBit() throws {
        try fill(services: 3)
        var bytes = try File.read(directory.database)
        let metric = try #require(bytes.firstRange(of: Array("gpu-util".utf8)))
        bytes[metric.lowerBound] ^= 1
        try File.write(bytes, to: directory.database)
        let store = try open()
        #expect(try #require(store.replacement).servicesSaved == 2)
        #expect(store.replacement?.reason.detail.hasPrefix("checksum or structure of the record of ms-") == true)
    }

    @Test("Two damaged files of one second do not overwrite one another")
    func twice() throws {
        for _ in 0..<2 {
            try File.write(Array("this is no database, and long enough to say so".utf8), to: directory.database)
            let store = try open()
            #expect(store.replacement != nil)
        }
        #expect(
            directory.names.filter { $0.contains("damaged") } == [
                "state.sqlite.damaged-20261124T103000Z", "state.sqlite.damaged-20261124T103000Z.2",
            ])
    }

    @Test("Whatever bytes are wrong, the store opens, and what it then holds is right", arguments: 0..<16)
    func anyDamage(seed: UInt64) throws {
        try fill(services: 60)
        var random = SplitMix64(seed: seed)
        var bytes = try File.read(directory.database)
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            let start = Int.random(in: 0..<bytes.count, using: &random)
            for index in start..<min(bytes.count, start + Int.random(in: 1...600, using: &random)) {
                bytes[index] = UInt8.random(in: 0...255, using: &random)
            }
        }
        if seed % 4 == 0 { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
        // The application id alone would make it another program's, which is refused and left to people.
        if bytes.count >= 72 { bytes.replaceSubrange(68..<72, with: Array("Tide".utf8)) }
        try File.write(bytes, to: directory.database)
        let store: SQLiteStore
        do {
            store = try open()
        } catch let error as StoreError {
            // Made to look like another program's, or newer: then it must be as it was.
            #expect(error.remedy == .stop)
            #expect(try File.read(directory.database) == bytes)
            return
        }
        let services = try store.load().services
        #expect(services.allSatisfy { $0 == Sample.service($0.serviceId) })
        try store.commit([.service(Sample.service("ms-new"))])
        if let replacement = store.replacement { #expect(services.count == replacement.servicesSaved) }
    }

    @Test("Of a torn log, the transactions before the tear are there, each whole", arguments: 0..<12)
    func tornLog(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let image = try TemporaryDirectory()
        let transactions = 40
        do {
            let store = try open()
            for number in 0..<transactions {
                try store.commit((0..<5).map { .service(Sample.service(serviceId($0), watermark: Int64(number))) })
            }
            // What a power cut would leave: the database, and a log of which only some has arrived.
            var log = try File.read("\(directory.database)-wal")
            switch seed % 3 {
            case 0: log.removeLast(Int.random(in: 0..<log.count, using: &random))
            case 1: log[Int.random(in: log.count - 4096..<log.count, using: &random)] ^= 0x10
            default:
                let start = Int.random(in: 0..<log.count, using: &random)
                log.replaceSubrange(start..., with: [UInt8](repeating: 0, count: log.count - start))
            }
            try File.write(try File.read(directory.database), to: image.database)
            try File.write(log, to: "\(image.database)-wal")
        }
        let store = try SQLiteStore(directory: image.path, at: Sample.instant(0))
        #expect(store.replacement == nil)
        let services = try store.load().services
        #expect(services.count == 5 || services.isEmpty)
        #expect(Set(services.map(\.watermark)).count <= 1)
        try store.commit([.service(Sample.service(serviceId(0), watermark: 1000))])
    }

    /// What a crash leaves of `transactions`, each of which sets all five services' watermark to its number, with the
    /// log changed by `spoil`.
    private func crashed(transactions: Int, _ spoil: (inout [UInt8]) -> Void) throws -> TemporaryDirectory {
        let image = try TemporaryDirectory()
        let store = try open()
        for number in 0..<transactions {
            try store.commit((0..<5).map { .service(Sample.service(serviceId($0), watermark: Int64(number))) })
            try store.commit([.occurrence(Sample.occurrence(at: Int64(number)))])
        }
        var log = try File.read("\(directory.database)-wal")
        spoil(&log)
        try File.write(try File.read(directory.database), to: image.database)
        try File.write(log, to: "\(image.database)-wal")
        return image
    }

    @Test("Damage in the middle of a log is not taken for its end", arguments: [0.3, 0.5, 0.7, 0.9])
    func damagedLog(place: Double) throws {
        var spoiled: [UInt8] = []
        let image = try crashed(transactions: 40) { log in
            log[Int(Double(log.count) * place)] ^= 0x10
            spoiled = log
        }
        let store = try SQLiteStore(directory: image.path, at: try Instant(rfc3339: "2026-11-24T10:30:00Z"))
        let replacement = try #require(store.replacement)
        #expect(replacement.reason.detail.hasPrefix("frame "))
        #expect(try File.read("\(replacement.path)-wal") == spoiled)
        // The state as it was before the damage, whole.
        let services = try store.load().services
        #expect(services.count == 5)
        #expect(Set(services.map(\.watermark)).count == 1)
        #expect(replacement.occurrencesSaved > 5 && replacement.occurrencesSaved < 40)
        #expect(try store.history(HistoryQuery(limit: 100)).count == replacement.occurrencesSaved)
    }

    @Test("A log whose head is damaged is not taken for an empty one")
    func damagedHead() throws {
        let image = try crashed(transactions: 40) { $0[20] ^= 1 }
        let store = try SQLiteStore(directory: image.path, at: Sample.instant(0))
        #expect(store.replacement?.reason.detail == "the head of its log: nothing of the log can be read")
    }

    @Test(
        "A file that was emptied or deleted is carried over from its log, and that is kept", arguments: [true, false])
    func emptied(isDeleted: Bool) throws {
        var sound: [UInt8] = []
        let image = try crashed(transactions: 40) { sound = $0 }
        if isDeleted { unlink(image.database) } else { try File.write([], to: image.database) }
        let store = try SQLiteStore(directory: image.path, at: try Instant(rfc3339: "2026-11-24T10:30:00Z"))
        let replacement = try #require(store.replacement)
        #expect(replacement.reason.detail == "it was empty or gone, and its log was not")
        #expect(try File.read("\(replacement.path)-wal") == sound)
        #expect(try store.load().services.count == 5)
        #expect(replacement.occurrencesSaved == 40)
        #expect(try store.history(HistoryQuery(limit: 100)).count == 40)
    }

    @Test("A sound log is no damage, whatever older frames stand behind its end")
    func soundLog() throws {
        let image = try crashed(transactions: 400) { _ in }
        #expect(try SQLiteStore(directory: image.path, at: Sample.instant(0)).replacement == nil)
    }

    @Test("The check of the whole file ends within its limit")
    func boundedCheck() throws {
        try fill(services: 400)
        let start = ContinuousClock.now
        let store = try SQLiteStore(directory: directory.path, at: Sample.instant(0), checkLimit: .zero)
        #expect(store.replacement == nil)
        #expect(try store.load().services.count == 400)
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
