import CivilTime

/// A line of `/simulator/calls`: one request and what came of it.
public struct CallRecord: Codable, Hashable, Sendable {
    /// From 1.
    public var number: Int
    /// RFC 3339 in UTC, to the microsecond.
    public var at: String
    /// The same in nanoseconds since 1970.
    public var atNanoseconds: Int64
    /// `X-TC-Action` as sent.
    public var action: String
    public var serviceId: String?
    /// STOP, RESUME, SCALE; nil for other requests and for an ordinary update.
    public var serviceAction: String?
    /// What it asks, for example `SCALE MANUAL 8`.
    public var asks: String
    /// `ok`, what a Describe shows, an error code, or what befell the request, for example `dropped after acting`.
    public var outcome: String
    /// Whether the client gets the API's answer, whole and in JSON.
    public var answered: Bool
    /// Whether the API accepted it and it had its effect.
    public var accepted: Bool
    public var requestId: String
}

/// A line of the file that `--record` writes: a request to the byte.
struct RawRecord: Encodable {
    var number: Int
    var at: String
    var method: String
    var path: String
    /// Pairs, in order, names as sent.
    var headers: [[String]]
    /// As text where it is UTF-8.
    var body: String?
    var bodyBase64: String
}

extension Instant {
    /// RFC 3339 in UTC with microseconds.
    var timestamp: String {
        let digits = String(nanosecondOfSecond / 1000)
        return "\(rfc3339().dropLast()).\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)Z"
    }

    /// Time of day in UTC with milliseconds, for people: `08:30:00.012Z`.
    var clockTime: String { "\(timestamp.dropFirst(11).dropLast(4))Z" }
}
