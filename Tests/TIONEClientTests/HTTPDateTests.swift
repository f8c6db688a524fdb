import CivilTime
import Testing

@testable import TIONEClient

@Suite("HTTP dates")
struct HTTPDateTests {
    @Test(
        "A date of RFC 9110 is read",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799), ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
            ("Sun, 28 Feb 2100 23:59:59 GMT", 4_107_542_399), ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Thu, 31 Dec 2026 23:59:59 GMT", 1_798_761_599),
        ])
    func valid(text: String, seconds: Int64) {
        #expect(HTTPDate(text)?.instant == Instant(secondsSince1970: seconds))
    }

    @Test(
        "Anything else is not",
        arguments: [
            "", "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
        ])
    func invalid(text: String) { #expect(HTTPDate(text) == nil) }
}
