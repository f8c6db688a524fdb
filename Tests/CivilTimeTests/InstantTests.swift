import CivilTime
import Testing

@Suite("Instants")
struct InstantTests {
    @Test("Seconds and the rest are taken apart towards the past, to the ends of the range")
    func parts() {
        let beforeEpoch = Instant(nanosecondsSince1970: -1)
        #expect(beforeEpoch.secondsSince1970 == -1)
        #expect(beforeEpoch.nanosecondOfSecond == 999_999_999)
        #expect(Instant.distantPast.secondsSince1970 == -9_223_372_037)
        #expect(Instant.distantPast.nanosecondOfSecond == 145_224_192)
        #expect(Instant.distantFuture.nanosecondOfSecond == 854_775_807)
    }

    @Test("Arithmetic stops at the ends of the range")
    func saturation() {
        #expect(Instant.distantFuture + .seconds(1) == .distantFuture)
        #expect(Instant.distantPast - .seconds(1) == .distantPast)
        #expect(Instant(secondsSince1970: .max) == .distantFuture)
        #expect(Instant(secondsSince1970: .min) == .distantPast)
        #expect(Instant.distantFuture - Instant.distantPast == .nanoseconds(Int64.max))
    }
}

@Suite("RFC 3339")
struct RFC3339Tests {
    @Test(
        "A timestamp names its instant",
        arguments: [
            // The examples of RFC 3339, section 5.8.
            ("1985-04-12T23:20:50.52Z", 482_196_050_520_000_000),
            ("1996-12-19T16:39:57-08:00", 851_042_397_000_000_000),
            ("1990-12-31T23:59:60Z", 662_688_000_000_000_000),
            ("1990-12-31T15:59:60-08:00", 662_688_000_000_000_000),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130_000_000),
            ("2027-01-26T19:46:22+08:00", 1_800_963_982_000_000_000),
            ("2026-11-24t08:30:00z", 1_795_509_000_000_000_000),
            ("2026-11-24 08:30:00-00:00", 1_795_509_000_000_000_000),
            ("2026-11-24T08:30:00.1234567899Z", 1_795_509_000_123_456_789),
            ("1677-09-21T00:12:43.145224192Z", Int64.min),
            ("2262-04-11T23:47:16.854775807Z", Int64.max),
        ] as [(String, Int64)])
    func reads(text: String, nanoseconds: Int64) throws {
        #expect(try Instant(rfc3339: text).nanosecondsSince1970 == nanoseconds)
    }

    @Test(
        "What is no timestamp is refused with its reason",
        arguments: [
            ("2026-11-24T08:30:00", .offsetMissing), ("2026-11-24T08:30:00.5", .offsetMissing),
            ("2026-11-24", .malformed(column: 11)), ("", .malformed(column: 1)),
            ("2026-11-24T08:30Z", .malformed(column: 17)),
            ("2026-11-24T08:30:00.Z", .malformed(column: 21)), ("2026-11-24T08:30:00Zz", .malformed(column: 21)),
            ("2026-11-24T08:30:00+0800", .malformed(column: 23)), ("٢026-11-24T08:30:00Z", .malformed(column: 1)),
            ("2026-02-29T00:00:00Z", .noSuchTime), ("2026-11-24T24:00:00Z", .noSuchTime),
            ("2026-11-24T08:60:00Z", .noSuchTime), ("2026-11-24T08:30:61Z", .noSuchTime),
            ("2026-11-24T08:30:60Z", .noSuchTime), ("2026-11-24T08:30:00+24:00", .noSuchTime),
            ("2026-11-24T08:30:00+08:60", .noSuchTime), ("1677-09-21T00:12:43Z", .outOfRange),
            ("2262-04-11T23:47:17Z", .outOfRange), ("9999-12-31T23:59:59Z", .outOfRange),
            ("0000-01-01T00:00:00Z", .outOfRange),
        ] as [(String, RFC3339Error)])
    func refuses(text: String, error: RFC3339Error) {
        #expect(throws: error) { try Instant(rfc3339: text) }
    }

    @Test(
        "An instant is written in UTC or at an offset",
        arguments: [
            (0, "2026-11-24T08:30:00Z"), (28_800, "2026-11-24T16:30:00+08:00"),
            (-12_600, "2026-11-24T05:00:00-03:30"), (37_800, "2026-11-24T19:00:00+10:30"),
            // Local mean time of Shanghai, +08:05:43: the minute that the form can't hold is rounded in both parts.
            (29_143, "2026-11-24T16:36:00+08:06"), (-20, "2026-11-24T08:30:00Z"),
        ])
    func writes(offset: Int, text: String) throws {
        let instant = Instant(secondsSince1970: 1_795_509_000)
        #expect(instant.rfc3339() == "2026-11-24T08:30:00Z")
        #expect(instant.rfc3339(offset: offset) == text)
        #expect(try Instant(rfc3339: text) == instant)
    }

    @Test("What is written is read again, from end to end of the range")
    func roundTrip() throws {
        for seconds in stride(from: Int64(-9_223_372_036), through: 9_223_372_036, by: 7_654_321) {
            let instant = Instant(secondsSince1970: seconds)
            #expect(try Instant(rfc3339: instant.rfc3339()) == instant)
            #expect(try Instant(rfc3339: instant.rfc3339(offset: -34_200)) == instant)
            #expect(Instant(httpDate: instant.httpDate()) == instant)
        }
    }
}

@Suite("HTTP dates")
struct HTTPDateTests {
    @Test(
        "All three forms of RFC 9110 name the same instant",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ])
    func forms(text: String) {
        #expect(Instant(httpDate: text) == Instant(secondsSince1970: 784_111_777))
    }

    @Test(
        "A text that is no date, or contradicts itself, is none",
        arguments: [
            "", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:60 GMT", "sun, 06 nov 1994 08:49:37 gmt", "Sun, 06 Nov 1994 08:49:37 GMT ",
            "Sun Nov 6 08:49:37 1994", "Sunday, 06-Nov-1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
        ])
    func refused(text: String) {
        #expect(Instant(httpDate: text) == nil)
    }

    @Test("The form to send is the fixed one, in GMT")
    func writes() {
        #expect(Instant(secondsSince1970: 1_795_509_000).httpDate() == "Tue, 24 Nov 2026 08:30:00 GMT")
        #expect(Instant(httpDate: "Sat, 31 Dec 2016 23:59:60 GMT")?.httpDate() == "Sun, 01 Jan 2017 00:00:00 GMT")
        #expect(Instant(httpDate: "Tuesday, 24-Nov-26 08:30:00 GMT") == Instant(secondsSince1970: 1_795_509_000))
    }
}
