import CivilTime

/// The contents of a zone file, taken apart and checked.
///
/// - Source: RFC 9636 (TZif). Of the two blocks the second is read, with times of 64 bits.
struct ZoneFile {
    private(set) var intervals: [ZoneInterval] = []
    private(set) var abbreviations: [String] = []

    enum Fault: Error, Hashable, Sendable {
        case notZoneFile
        case truncated
        case oldVersion
        case leapSeconds
        case types
        case transitions
        case footer(String)

        var sentence: String {
            switch self {
            case .notZoneFile: "it is not a zone file: it does not begin with TZif"
            case .truncated: "the file ends too early"
            case .oldVersion: "the file is of version 1, whose times end in 2037; version 2 or later is needed"
            case .leapSeconds: "the zone counts leap seconds (right/), which system time does not"
            case .types: "its table of local time types is faulty"
            case .transitions: "its table of clock changes is faulty"
            case .footer(let rule): "its rule for the future, \"\(rule)\", is not a POSIX TZ rule"
            }
        }
    }

    private struct Header {
        var isutCount, isstdCount, leapCount, timeCount, typeCount, charCount: Int

        func size(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + charCount + leapCount * (timeSize + 4) + isstdCount
                + isutCount
        }
    }

    init(_ data: [UInt8]) throws(Fault) {
        var reader = BigEndianReader(data)
        let first = try Self.header(&reader)
        guard reader.skip(first.size(timeSize: 4)) else { throw .truncated }
        let header = try Self.header(&reader)
        guard header.leapCount == 0, first.leapCount == 0 else { throw .leapSeconds }
        guard header.size(timeSize: 8) <= reader.remaining else { throw .truncated }
        guard 1...256 ~= header.typeCount, header.charCount >= 1 else { throw .types }

        var times: [Int64] = []
        for _ in 0..<header.timeCount { times.append(try reader.int64()) }
        let typeOfTime = try reader.bytes(header.timeCount)
        var types: [(offset: Int32, isDaylightSaving: Bool, designation: Int)] = []
        for _ in 0..<header.typeCount {
            let offset = Int32(bitPattern: try reader.uint32())
            let isDaylightSaving = try reader.uint8() != 0
            let designation = Int(try reader.uint8())
            // RFC 9636 bounds offsets to more than -25 and less than 26 hours.
            guard -90_000 < offset, offset < 93_600, designation < header.charCount else { throw .types }
            types.append((offset, isDaylightSaving, designation))
        }
        let designations = try reader.bytes(header.charCount)
        guard reader.skip(header.isstdCount + header.isutCount) else { throw .truncated }

        abbreviations = types.map { Self.string(designations, from: $0.designation) }
        func interval(from start: Int64, type: Int) -> ZoneInterval {
            ZoneInterval(
                start: start, offset: types[type].offset, abbreviation: UInt8(truncatingIfNeeded: type),
                isDaylightSaving: types[type].isDaylightSaving)
        }
        intervals = [interval(from: ZoneInterval.past, type: 0)]
        var previous = Int64.min
        for (time, type) in zip(times, typeOfTime) {
            guard time > previous, Int(type) < types.count else { throw .transitions }
            previous = time
            // The file may begin with the Big Bang; an Instant begins in 1677.
            if time <= ZoneInterval.past {
                intervals = [interval(from: ZoneInterval.past, type: Int(type))]
            } else if time < ZoneInterval.future {
                intervals.append(interval(from: time, type: Int(type)))
            }
        }
        try appendFuture(footer: Self.footer(&reader), after: times.last ?? ZoneInterval.past)
    }

    /// Unrolls the footer's rule to the end of what an `Instant` can hold.
    private mutating func appendFuture(footer: String, after last: Int64) throws(Fault) {
        if footer.isEmpty { return }
        guard let rule = PosixZoneRule(footer) else { throw .footer(footer) }
        guard abbreviations.count <= 254 else { throw .types }
        let standard = UInt8(abbreviations.count)
        abbreviations += [rule.standard.name, rule.daylight?.name ?? ""]
        func append(_ start: Int64, isDaylightSaving: Bool) {
            let time = isDaylightSaving ? rule.daylight ?? rule.standard : rule.standard
            let next = ZoneInterval(
                start: start, offset: time.offset, abbreviation: isDaylightSaving ? standard + 1 : standard,
                isDaylightSaving: isDaylightSaving)
            // Of two changes at one instant the later one counts.
            if let current = intervals.last, current.start == start { intervals.removeLast() }
            if let current = intervals.last {
                if current.offset == next.offset, current.isDaylightSaving == next.isDaylightSaving,
                    abbreviations[Int(current.abbreviation)] == time.name
                {
                    return
                }
            }
            intervals.append(next)
        }
        if intervals.count == 1 { append(ZoneInterval.past, isDaylightSaving: false) }
        for change in rule.changes where change.instant > last && change.instant <= Instant.lastSecond {
            append(change.instant, isDaylightSaving: change.isDaylightSaving)
        }
    }

    private static func header(_ reader: inout BigEndianReader) throws(Fault) -> Header {
        guard try reader.bytes(4).elementsEqual("TZif".utf8) else { throw .notZoneFile }
        let version = try reader.uint8()
        guard version >= UInt8(ascii: "2") else { throw .oldVersion }
        guard reader.skip(15) else { throw .truncated }
        return Header(
            isutCount: Int(try reader.uint32()), isstdCount: Int(try reader.uint32()),
            leapCount: Int(try reader.uint32()), timeCount: Int(try reader.uint32()),
            typeCount: Int(try reader.uint32()), charCount: Int(try reader.uint32()))
    }

    private static func footer(_ reader: inout BigEndianReader) throws(Fault) -> String {
        guard try reader.uint8() == UInt8(ascii: "\n") else { throw .truncated }
        let rest = try reader.bytes(reader.remaining)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw .truncated }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private static func string(_ bytes: ArraySlice<UInt8>, from index: Int) -> String {
        String(decoding: bytes.dropFirst(index).prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension Instant {
    /// The second in which the last instant lies.
    fileprivate static var lastSecond: Int64 { distantFuture.secondsSince1970 }
}

/// Reads numbers from the front of an array and never beyond its end.
private struct BigEndianReader {
    private var data: ArraySlice<UInt8>

    init(_ data: [UInt8]) { self.data = data[...] }

    var remaining: Int { data.count }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= data.count else { return false }
        data = data.dropFirst(count)
        return true
    }

    mutating func bytes(_ count: Int) throws(ZoneFile.Fault) -> ArraySlice<UInt8> {
        guard count <= data.count else { throw .truncated }
        defer { data = data.dropFirst(count) }
        return data.prefix(count)
    }

    mutating func uint8() throws(ZoneFile.Fault) -> UInt8 {
        guard let byte = data.popFirst() else { throw .truncated }
        return byte
    }

    mutating func uint32() throws(ZoneFile.Fault) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func int64() throws(ZoneFile.Fault) -> Int64 {
        Int64(bitPattern: try bytes(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}
