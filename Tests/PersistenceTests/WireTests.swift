import Autoscaling
import CivilTime
import Testing

@testable import Persistence

@Suite struct WireTests {
    private func roundTrip<Message: WireMessage>(_ message: Message) throws -> Message {
        var writer = WireWriter()
        return try writer.sealed(message).withUnsafeBytes { bytes in
            var reader = try WireReader(sealed: bytes, shared: SharedTexts())
            return try Message(from: &reader)
        }
    }

    @Test("A service's record comes back with every field")
    func service() throws {
        #expect(try roundTrip(Sample.service()) == Sample.service())
        let bare = ServiceRecord(serviceId: "ms-2", watermark: .distantPast)
        #expect(try roundTrip(bare) == bare)
        #expect(try roundTrip(Sample.fleet()) == Sample.fleet())
        #expect(try roundTrip(FleetRecord()) == FleetRecord())
        for goal in [nil, .stopped] as [Goal?] {
            let hold = Sample.endedHold(since: 0, ended: 60, goal: goal)
            #expect(try roundTrip(hold) == hold)
        }
    }

    @Test("An occurrence comes back with every outcome", arguments: Sample.outcomes)
    func occurrence(outcome: Outcome?) throws {
        let occurrence = Sample.occurrence(outcome: outcome)
        #expect(try roundTrip(occurrence) == occurrence)
    }

    @Test(
        "A target comes back",
        arguments: [.stop, .resume, .replicas(0), .replicas(-1), .replicas(.max), .bounds(min: 1, max: 5)] as [Target])
    func target(target: Target) throws {
        #expect(try roundTrip(target) == target)
    }

    @Test("Every code of a reason can be kept", arguments: Reason.Code.allCases)
    func reason(code: Reason.Code) throws {
        let reason = Reason(code, "因为")
        #expect(try roundTrip(reason) == reason)
    }

    /// A stored property that is added to one of these must be written and read, and counted here.
    @Test("Every stored property is written")
    func fieldCounts() throws {
        let service = Sample.service()
        let counts: [(Any, Int)] = [
            (service, 20), (Sample.fleet(), 2), (Sample.occurrence(), 15), (Sample.occurrence().id, 3),
            (JobRecord(identity: "", since: .distantPast, isEnabled: true), 5),
            (Intent(occurrence: Sample.occurrence(), goal: .stopped), 9), (Reason(.due, ""), 2), (Sample.actor, 2),
            (Sample.endedHold(since: 0, ended: 1), 5), (try #require(service.pause), 5),
            (try #require(service.override), 6), (try #require(service.skipped.first), 3),
            (try #require(service.owed.first), 4), (try #require(service.owed.first?.event), 8),
            (try #require(service.lastHpa), 5),
        ]
        for (value, count) in counts {
            #expect(Mirror(reflecting: value).children.count == count, "\(type(of: value))")
        }
    }

    @Test("Any flipped bit and any missing byte is noticed")
    func damage() {
        var writer = WireWriter()
        let bytes = writer.sealed(Sample.fleet())
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: WireError.damaged) { try self.read(damaged, FleetRecord.self) }
        }
        for length in 0..<bytes.count {
            #expect(throws: WireError.damaged) { try self.read(Array(bytes.prefix(length)), FleetRecord.self) }
        }
    }

    /// With the checksum made right again, so that the bytes reach the decoder.
    @Test("Nonsense under a right checksum is refused or read, but never traps")
    func nonsense() {
        var writer = WireWriter()
        let bytes = Array(writer.sealed(Sample.service()).dropLast(4))
        var random = SystemRandomNumberGenerator()
        var refused = 0
        for _ in 0..<3000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                damaged[index] = UInt8.random(in: 0...255, using: &random)
            }
            damaged.removeLast(Int.random(in: 0...3, using: &random))
            withUnsafeBytes(of: Checksum.crc32c(damaged).littleEndian) { damaged.append(contentsOf: $0) }
            if (try? read(damaged, ServiceRecord.self)) == nil { refused += 1 }
        }
        #expect(refused > 1500)
    }

    private func read<Message: WireMessage>(_ bytes: [UInt8], _: Message.Type) throws -> Message {
        try bytes.withUnsafeBytes { bytes in
            var reader = try WireReader(sealed: bytes, shared: SharedTexts())
            return try Message(from: &reader)
        }
    }

    @Test("A field that is not known is passed over, a word that is not known is a newer version's")
    func newer() throws {
        struct Newer: WireMessage {
            var word: String
            init(word: String) { self.word = word }
            init(from reader: inout WireReader) { word = "" }
            func write(to writer: inout WireWriter) {
                writer.write(-5, to: 90)
                writer.write(nanoseconds: 5, to: 91)
                writer.write("later", to: 92)
                writer.write(word, to: 1)
                writer.write("why", to: 2)
            }
        }
        func read(_ word: String) throws -> Reason {
            var writer = WireWriter()
            return try writer.sealed(Newer(word: word)).withUnsafeBytes { bytes in
                var reader = try WireReader(sealed: bytes, shared: SharedTexts())
                return try Reason(from: &reader)
            }
        }
        #expect(try read("due") == Reason(.due, "why"))
        #expect(throws: WireError.newer) { try read("moonPhase") }
    }

    @Test(
        "The checksum is CRC-32C",
        arguments: [
            // RFC 3720, B.4; the last from the Rocksoft model.
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E), (Array("123456789".utf8), 0xE306_9283),
        ] as [([UInt8], UInt32)])
    func checksum(bytes: [UInt8], sum: UInt32) {
        #expect(Checksum.crc32c(bytes) == sum)
    }
}
