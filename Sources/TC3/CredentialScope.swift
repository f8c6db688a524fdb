import CivilTime

/// Where a derived key is good: one UTC day, one product.
struct CredentialScope: Hashable, Sendable, CustomStringConvertible {
    /// The day in UTC, `yyyy-MM-dd`.
    var date: String
    /// The product, `tione` here.
    var service: String

    init(date: String, service: String) {
        self.date = date
        self.service = service
    }

    init(timestamp: Int64, service: String) {
        self.init(date: CredentialScope.date(ofDay: CredentialScope.day(of: timestamp)), service: service)
    }

    var description: String { "\(date)/\(service)/tc3_request" }

    /// Days since 1970-01-01 of a UNIX time in seconds.
    static func day(of timestamp: Int64) -> Int64 {
        timestamp.flooredQuotient(dividingBy: 86_400)
    }

    /// Held to the years 0 to 9999.
    static func date(ofDay day: Int64) -> String { CivilDate(daysSince1970: Int(day)).description }
}
