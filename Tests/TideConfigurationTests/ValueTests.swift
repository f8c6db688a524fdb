import Autoscaling
import Testing

@testable import TideConfiguration

@Suite("Values")
struct ValueTests {
    @Test(
        "Time spans are systemd.time(7)'s",
        arguments: [
            ("90", Duration.seconds(90)), ("5min", .seconds(300)), ("1h 30s", .seconds(3630)),
            ("1h30m", .seconds(5400)),
            ("2 h", .seconds(7200)), ("1.5d", .seconds(129_600)), (".5s", .milliseconds(500)), ("5 20", .seconds(25)),
            ("55s500ms", .milliseconds(55_500)), ("300ms20s 5day", .milliseconds(432_020_300)),
            ("1y 12month", .seconds(63_115_200)), ("3us", .microseconds(3)), ("2w", .seconds(1_209_600)),
            ("1M", .seconds(2_629_800)), ("0", .zero), ("7 µs", .microseconds(7)), ("2weeks", .seconds(1_209_600)),
        ])
    func spans(_ text: String, _ span: Duration) throws {
        #expect(try TimeSpan.parse(text) == span)
        #expect(try TimeSpan.parse(TimeSpan.format(span)) == span)
    }

    @Test("infinity is a span without end") func infinity() throws { #expect(try TimeSpan.parse("infinity") == nil) }

    @Test(
        "What is no time span is refused",
        arguments: [
            "", " ", "min", "5 parsecs", "-5", "1e3", "5..2", "300y", "99999999999999999999", "5min infinity", "１",
        ])
    func notSpans(_ text: String) { #expect(throws: ValueFault.self) { try TimeSpan.parse(text) } }

    @Test(
        "Spans are written in the largest units",
        arguments: [
            (Duration.seconds(86_400 * 90), "90d"), (.seconds(5400), "1h 30min"), (.milliseconds(1500), "1s 500ms"),
            (.zero, "0"),
        ])
    func format(_ span: Duration, _ text: String) { #expect(TimeSpan.format(span) == text) }

    @Test(
        "Booleans are systemd's",
        arguments: [
            ("yes", true), ("Yes", true), ("on", true), ("1", true), ("true", true), ("y", true), ("t", true),
            ("no", false), ("OFF", false), ("0", false), ("false", false), ("n", false), ("f", false),
        ])
    func booleans(_ text: String, _ value: Bool) throws { #expect(try ValueSyntax.boolean(text) == value) }

    @Test("What is no boolean is refused", arguments: ["", "2", "maybe", "ja"])
    func notBooleans(_ text: String) { #expect(throws: ValueFault.self) { try ValueSyntax.boolean(text) } }

    @Test(
        "Whole numbers have digits only",
        arguments: ["+1", "-1", " 1", "1 ", "1.0", "0x1", "", "99999999999999999999", "101"])
    func notIntegers(_ text: String) { #expect(throws: ValueFault.self) { try ValueSyntax.integer(text, in: 0...100) } }

    @Test(
        "An endpoint is https, or http on loopback",
        arguments: [
            ("https://tione.tencentcloudapi.com", "https://tione.tencentcloudapi.com"),
            ("https://tione.ap-guangzhou.tencentcloudapi.com/", "https://tione.ap-guangzhou.tencentcloudapi.com"),
            ("https://127.0.0.1:8443", "https://127.0.0.1:8443"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:1", "http://localhost:1"), ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://127.8.9.1", "http://127.8.9.1"),
        ])
    func endpoints(_ text: String, _ canonical: String) throws {
        #expect(try Endpoint.parse(text).description == canonical)
    }

    @Test(
        "Other endpoints are refused",
        arguments: [
            "", "tione.tencentcloudapi.com", "ftp://x", "https://", "https:///", "https://a/b", "https://a?b",
            "https://u@a",
            "http://tione.tencentcloudapi.com", "http://127.0.0.1.example.com", "http://127.0.0", "http://127.0.0.256",
            "https://a:0", "https://a:65536", "https://a:", "https://[::1", "https://[::1]x", "https://[]",
            "https://a b",
            "http://0.0.0.0:80", "http://[::2]",
        ])
    func notEndpoints(_ text: String) { #expect(throws: ValueFault.self) { try Endpoint.parse(text) } }

    @Test("A ServiceId has the API's form", arguments: ["ms-h29wqz2b-1", "ms-abc-12"])
    func serviceIds(_ text: String) throws { #expect(try ValueSyntax.serviceId(text) == text) }

    @Test(
        "Other ServiceIds are refused",
        arguments: [
            "", "ms-h29wqz2b", "ms--1", "ms-a-", "ms-a-x", "svc-a-1", "ms-a_b-1", "ms-a-1-2", "ms-a-1 ", "Ms-a-1",
        ])
    func notServiceIds(_ text: String) { #expect(throws: ValueFault.self) { try ValueSyntax.serviceId(text) } }

    @Test(
        "The nearest name is one that a slip of the finger makes",
        arguments: [
            ("ExcludeDate", "ExcludeDates"), ("targetreplicas", "TargetReplicas"), ("Shcedule", "Schedule"),
            ("MaxReplica", "MaxReplicas"), ("Colour", nil), ("", nil),
        ])
    func nearest(_ name: String, _ meant: String?) {
        #expect(nearestName(to: name, among: Section.cronScaleJob.keys.map(\.rawValue)) == meant)
    }
}
