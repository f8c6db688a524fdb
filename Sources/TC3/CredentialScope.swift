import CivilTime

/// Where a derived key is good: one UTC day, one product.
struct CredentialScope: Hashable, Sendable {
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

    /// The date of a day of the proleptic Gregorian calendar, counted from 1970-01-01.
    ///
    /// Works in 400-year eras of years that begin on 1 March, so that the leap day comes last.
    static func date(ofDay day: Int64) -> String {
        let shifted = day + 719_468  // days since 0000-03-01; a day of an Int64 of seconds can't overflow this
        let era = shifted.flooredQuotient(dividingBy: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(dayOfMonth, to: 2))"
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
