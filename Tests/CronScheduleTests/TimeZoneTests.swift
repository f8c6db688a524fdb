import CivilTime
import Testing

@testable import CronSchedule

@Suite("Time zones")
struct TimeZoneTests {
    @Test(
        "Offsets and names at an instant, by the file and by its rule for the future",
        arguments: [
            ("America/New_York", "2026-03-08T06:59:59Z", -18_000, "EST", false),
            ("America/New_York", "2026-03-08T07:00:00Z", -14_400, "EDT", true),
            ("America/New_York", "2199-11-03T05:59:59Z", -14_400, "EDT", true),
            ("America/New_York", "2199-11-03T06:00:00Z", -18_000, "EST", false),
            ("Europe/Dublin", "2026-07-01T00:00:00Z", 3_600, "IST", false),
            ("Europe/Dublin", "2026-12-01T00:00:00Z", 0, "GMT", true),
            ("Australia/Lord_Howe", "2150-07-01T00:00:00Z", 37_800, "+1030", false),
            ("Asia/Shanghai", "1900-01-01T00:00:00Z", 29_143, "LMT", false),
            ("Asia/Shanghai", "2262-04-11T00:00:00Z", 28_800, "CST", false),
            ("Asia/Kolkata", "1677-09-22T00:00:00Z", 21_208, "LMT", false),
            ("Etc/GMT+12", "2026-01-01T00:00:00Z", -43_200, "-12", false),
            ("Africa/Casablanca", "2026-03-01T00:00:00Z", 0, "+00", true),
            ("posix/Asia/Tokyo", "2026-03-01T00:00:00Z", 32_400, "JST", false),
        ])
    func offsets(zone: String, instant: String, offset: Int, abbreviation: String, isDaylightSaving: Bool) throws {
        let rules = try TimeZoneRules.named(zone)
        let instant = try Instant(instant)
        #expect(rules.offset(at: instant) == offset)
        #expect(rules.abbreviation(at: instant) == abbreviation)
        #expect(rules.isDaylightSaving(at: instant) == isDaylightSaving)
    }

    @Test("A local time is found again, but where the clock skips it or shows it twice")
    func localTimes() throws {
        let zone = try TimeZoneRules.named("America/New_York")
        func instant(_ day: Int, _ month: Int, _ hour: Int, _ minute: Int) throws -> String {
            let local = CivilDateTime(year: 2026, month: month, day: day, hour: hour, minute: minute)
            return zone.timestamp(zone.instant(of: try #require(local)))
        }
        #expect(try instant(24, 11, 8, 30) == "2026-11-24T08:30:00-05:00")
        #expect(try instant(8, 3, 2, 30) == "2026-03-08T03:00:00-04:00")
        #expect(try instant(1, 11, 1, 30) == "2026-11-01T01:30:00-04:00")
        #expect(zone.civil(try Instant("2026-11-24T13:30:00.9Z")).description == "2026-11-24 08:30:00")
    }

    @Test("Changes of the clock are listed one after another")
    func transitions() throws {
        let zone = try TimeZoneRules.named("America/New_York")
        let first = try #require(zone.nextTransition(after: try Instant("2026-01-01T00:00:00Z")))
        #expect(first.instant.rfc3339() == "2026-03-08T07:00:00Z")
        #expect(first.localStart.description == "2026-03-08 02:00:00")
        #expect(first.localEnd.description == "2026-03-08 03:00:00")
        let second = try #require(zone.nextTransition(after: first.instant))
        #expect(second.instant.rfc3339() == "2026-11-01T06:00:00Z")
        #expect(second.localStart.description == "2026-11-01 01:00:00")
        #expect(try TimeZoneRules.named("Asia/Shanghai").nextTransition(after: first.instant) == nil)
        #expect(TimeZoneRules.utc.nextTransition(after: .distantPast) == nil)
    }

    @Test(
        "UTC is known by its rules, whatever its name",
        arguments: [("Etc/UTC", true), ("Zulu", true), ("Europe/London", false)])
    func isUTC(zone: String, isUTC: Bool) throws {
        #expect(try TimeZoneRules.named(zone).isUTC == isUTC)
    }

    @Test(
        "A name that could lead elsewhere is refused",
        arguments: [
            "", "/etc/localtime", "../localtime", "Asia/../../etc/passwd", "Asia//Tokyo", "Asia/", "./UTC", "right/UTC",
            ":UTC", "UTC\n", "Asia/T\u{0}kyo", "-x", ".hidden", String(repeating: "a", count: 300),
        ])
    func names(identifier: String) {
        let error = #expect(throws: TimeZoneRules.LoadError.self) { try TimeZoneRules(identifier: identifier) }
        #expect(error?.problem == .invalidName)
    }

    @Test("A zone that does not exist is missed by name, and the nearest is named")
    func unknown() {
        let error = #expect(throws: TimeZoneRules.LoadError.self) { try TimeZoneRules(identifier: "Asia/Shangai") }
        #expect(error?.description.hasPrefix("time zone \"Asia/Shangai\" does not exist in ") == true)
        #expect(error?.description.hasSuffix("; did you mean Asia/Shanghai?") == true)
        let directory = #expect(throws: TimeZoneRules.LoadError.self) { try TimeZoneRules(identifier: "Asia") }
        guard case .unknown = directory?.problem else {
            Issue.record("a directory is no zone")
            return
        }
    }

    @Test("A zone read anew is equal as long as its file is the same")
    func equality() throws {
        let old = try TimeZoneRules.named("Europe/London")
        TimeZoneRules.forgetLoaded()
        #expect(try TimeZoneRules.named("Europe/London") == old)
        let data = ZoneFileTests.Builder(footer: "<+08>-8").data
        let other = ZoneFileTests.Builder(footer: "<+09>-9").data
        let zone = try TimeZoneRules(data: data, identifier: "X/Y")
        #expect(try TimeZoneRules(data: data, identifier: "X/Y") == zone)
        #expect(try TimeZoneRules(data: other, identifier: "X/Y") != zone)
        #expect(try TimeZoneRules(data: data, identifier: "X/Z") != zone)
    }

    @Test("One zone answers on many threads at once")
    func concurrency() async throws {
        let zone = try TimeZoneRules.named("America/New_York")
        let expression = try CronExpression("30 2 * * *")
        let sums = await withTaskGroup(of: Int64.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var sum: Int64 = 0
                    var instant = Instant(secondsSince1970: 0)
                    for _ in 0..<20_000 {
                        guard let next = expression.next(after: instant, in: zone) else { break }
                        sum &+= next.secondsSince1970
                        instant = next
                    }
                    return sum
                }
            }
            return await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(sums.count == 1)
    }

    @Test("The host's zone has a name")
    func host() throws {
        #expect(try !TimeZoneRules.host().identifier.isEmpty)
    }

    @Test("A link into the zone directory gives the zone's name, and no link at all UTC")
    func localtime() throws {
        #expect(try TimeZoneRules.host(localtime: "/nonexistent/localtime") == .utc)
        let file = try TimeZoneRules.host(localtime: "/usr/share/zoneinfo/Asia/Tokyo")
        #expect(file.offset(at: .distantFuture) == 32_400)
    }
}

@Suite("Zone files")
struct ZoneFileTests {
    /// A zone file of our own making.
    struct Builder {
        var magic = "TZif"
        var version: UInt8 = UInt8(ascii: "2")
        var leaps: [(Int64, Int32)] = []
        var transitions: [(Int64, UInt8)] = []
        var types: [(offset: Int32, isDaylightSaving: UInt8, designation: UInt8)] = [(0, 0, 0)]
        var designations = "LMT\u{0}"
        var footer = "<+08>-8"

        var data: [UInt8] {
            let emptyBlock = header(counts: [0, 0, 0, 0, 1, 1]) + [0, 0, 0, 0, 0, 0, 0]
            let counts = [
                0, 0, UInt32(leaps.count), UInt32(transitions.count), UInt32(types.count),
                UInt32(designations.utf8.count),
            ]
            var block = header(counts: counts)
            for (time, _) in transitions { block += bytes(UInt64(bitPattern: time)) }
            block += transitions.map { $0.1 }
            for type in types {
                block += bytes(UInt32(bitPattern: type.offset)) + [type.isDaylightSaving, type.designation]
            }
            block += designations.utf8
            for (time, count) in leaps { block += bytes(UInt64(bitPattern: time)) + bytes(UInt32(bitPattern: count)) }
            return emptyBlock + block + "\n\(footer)\n".utf8
        }

        private func header(counts: [UInt32]) -> [UInt8] {
            Array(magic.utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { bytes($0) }
        }

        private func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.bigEndian, Array.init)
        }
    }

    private func fault(_ data: [UInt8]) -> String? {
        do {
            _ = try TimeZoneRules(data: data, identifier: "Test/Zone")
            return nil
        } catch {
            return error.description
        }
    }

    @Test("A sound file is read")
    func sound() throws {
        var builder = Builder()
        builder.transitions = [(0, 1)]
        builder.types = [(-3_600, 0, 0), (28_800, 0, 4)]
        builder.designations = "LMT\u{0}CST\u{0}"
        builder.footer = "CST-8"
        let zone = try TimeZoneRules(data: builder.data, identifier: "Test/Zone")
        #expect(zone.offset(at: Instant(secondsSince1970: -1)) == -3_600)
        #expect(zone.offset(at: Instant(secondsSince1970: 0)) == 28_800)
        #expect(zone.abbreviation(at: Instant(secondsSince1970: 0)) == "CST")
    }

    @Test("What is wrong with a file is said")
    func faults() {
        var builder = Builder()
        builder.magic = "ELF!"
        #expect(fault(builder.data)?.contains("does not begin with TZif") == true)
        builder = Builder()
        builder.version = 0
        #expect(fault(builder.data)?.contains("version 1") == true)
        builder = Builder()
        builder.leaps = [(78_796_800, 1)]
        #expect(fault(builder.data)?.contains("leap seconds") == true)
        builder = Builder()
        builder.transitions = [(100, 0), (100, 0)]
        #expect(fault(builder.data)?.contains("clock changes") == true)
        builder.transitions = [(100, 1)]
        #expect(fault(builder.data)?.contains("clock changes") == true)
        builder = Builder()
        builder.types = []
        #expect(fault(builder.data)?.contains("local time types") == true)
        builder.types = [(100_000, 0, 0)]
        #expect(fault(builder.data)?.contains("local time types") == true)
        builder.types = [(0, 0, 4)]
        #expect(fault(builder.data)?.contains("local time types") == true)
        builder = Builder()
        builder.footer = "EST5EDT,M13.1.0,M11.1.0"
        #expect(fault(builder.data)?.contains("EST5EDT,M13.1.0,M11.1.0") == true)
    }

    @Test("A file cut off anywhere is refused")
    func truncation() throws {
        let data = try readFile("/usr/share/zoneinfo/America/New_York", limit: 1 << 20)
        for count in 0..<data.count { #expect(fault(Array(data.prefix(count))) != nil) }
        #expect(fault(data) == nil)
    }

    @Test("No byte changed at random brings the reader down")
    func noise() throws {
        let data = try readFile("/usr/share/zoneinfo/Australia/Lord_Howe", limit: 1 << 20)
        var generator = SplitMix64(seed: 9)
        let expression = try CronExpression("*/15 2 * * *")
        for _ in 0..<300 {
            var noisy = data
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                noisy[Int.random(in: noisy.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            guard let zone = try? TimeZoneRules(data: noisy, identifier: "Noise") else { continue }
            var instant = Instant(secondsSince1970: 1_767_225_600)
            for _ in 0..<20 {
                guard let next = expression.next(after: instant, in: zone) else { break }
                #expect(next > instant)
                #expect(expression.matches(next, in: zone))
                instant = next
            }
        }
    }

    @Test(
        "A POSIX rule changes the clock when it says",
        arguments: [
            ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -18_000, -14_400),
            // Julian days never count 29 February; plain ones do.
            ("AAA0BBB,J60,J300", "2028-03-01T02:00:00Z", 0, 3_600),
            ("AAA0BBB,59,300", "2028-02-29T02:00:00Z", 0, 3_600),
            // Times beyond a day, and before midnight: Godthab and Gaza have had such rules.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -7_200, -3_600),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 7_200, 10_800),
            // The southern half, and negative daylight-saving time.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-10-03T16:00:00Z", 36_000, 39_600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:00:00Z", 3_600, 0),
            ("XXX-3:30:15YYY-4:45,M6.1.1/2:30:15,M9.1.1", "2026-05-31T23:00:00Z", 12_615, 17_100),
        ])
    func posix(footer: String, change: String, before: Int, after: Int) throws {
        let zone = try TimeZoneRules(data: Builder(footer: footer).data, identifier: "Test/Zone")
        let instant = try Instant(change)
        #expect(zone.offset(at: instant - .seconds(1)) == before)
        #expect(zone.offset(at: instant) == after)
        #expect(zone.nextTransition(after: instant - .seconds(1))?.instant == instant)
    }

    @Test("Daylight-saving time that lasts all year does so")
    func allYear() throws {
        let zone = try TimeZoneRules(data: Builder(footer: "XXX3EDT4,0/0,J365/23").data, identifier: "Test/Zone")
        #expect(zone.offset(at: try Instant("2026-07-01T00:00:00Z")) == -14_400)
        #expect(zone.nextTransition(after: try Instant("2000-01-01T00:00:00Z")) == nil)
    }

    @Test(
        "What is no POSIX rule is none",
        arguments: [
            "E5", "EST", "EST25", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0",
            "EST5EDT,J0,J365", "EST5EDT,366,1", "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0,M11.1.0x", "<EST5",
            "EST5:60", "EST5EDT4:", "EST5EDT,M3.2.0,M11.1.0/",
        ])
    func notPosix(footer: String) {
        #expect(PosixZoneRule(footer) == nil)
    }
}
