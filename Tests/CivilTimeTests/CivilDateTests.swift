import CivilTime
import Testing

@Suite("The calendar")
struct CivilDateTests {
    @Test("Every day of eight centuries follows the one before it")
    func everyDay() throws {
        var year = 1_600
        var month = 1
        var day = 1
        // A Saturday, counted from 1970-01-01, a Thursday.
        var weekday = 6
        let first = try #require(CivilDate(year: 1_600, month: 1, day: 1)).daysSince1970
        var mistakes = 0
        for days in first..<first + 2 * 146_097 {
            let date = CivilDate(daysSince1970: days)
            let isRight =
                date.year == year && date.month == month && date.day == day && date.weekday == weekday
                && date.daysSince1970 == days
            mistakes += isRight ? 0 : 1
            day += 1
            weekday = (weekday + 1) % 7
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            if day > lengths[month - 1] {
                day = 1
                month += 1
            }
            if month > 12 {
                month = 1
                year += 1
            }
        }
        #expect(mistakes == 0)
        #expect(year == 2_400)
    }

    @Test(
        "Known days have their numbers",
        arguments: [
            ("0000-01-01", -719_528), ("1677-09-21", -106_752), ("1969-12-31", -1), ("1970-01-01", 0),
            ("2000-02-29", 11_016), ("2026-11-24", 20_781), ("2200-12-31", 84_370), ("9999-12-31", 2_932_896),
        ])
    func known(text: String, days: Int) {
        #expect(CivilDate(daysSince1970: days).description == text)
        #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
    }

    @Test("Days outside the years 0 to 9999 are held to them", arguments: [Int.min, -719_529, 2_932_897, .max])
    func held(days: Int) {
        #expect(CivilDate(daysSince1970: days).description == (days < 0 ? "0000-01-01" : "9999-12-31"))
    }

    @Test(
        "A day that does not exist is none",
        arguments: [
            (2026, 2, 29), (2100, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (2026, 1, 32),
            (-1, 1, 1), (10_000, 1, 1),
        ])
    func missing(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test("Dates are ordered as the calendar is")
    func order() throws {
        let dates = try [(2025, 12, 31), (2026, 1, 1), (2026, 1, 31), (2026, 2, 1)].map {
            try #require(CivilDate(year: $0.0, month: $0.1, day: $0.2))
        }
        #expect(dates.sorted() == dates)
    }
}

@Suite("Date and time of day")
struct CivilDateTimeTests {
    @Test(
        "Fields are read from the one number, before 1970 too",
        arguments: [
            ("2026-11-24 08:30:05", 1_795_509_005), ("1970-01-01 00:00:00", 0), ("1969-12-31 23:59:59", -1),
            ("0000-01-01 00:00:00", -62_167_219_200), ("9999-12-31 23:59:59", 253_402_300_799),
        ] as [(String, Int64)])
    func fields(text: String, seconds: Int64) throws {
        let time = CivilDateTime(secondsSince1970: seconds)
        #expect(time.description == text)
        let again = CivilDateTime(
            year: time.year, month: time.month, day: time.day, hour: time.hour, minute: time.minute,
            second: time.second)
        #expect(again == time)
    }

    @Test("A time of day that does not exist is none", arguments: [(24, 0, 0), (0, 60, 0), (0, 0, 60), (-1, 0, 0)])
    func missing(hour: Int, minute: Int, second: Int) {
        #expect(CivilDateTime(year: 2026, month: 1, day: 1, hour: hour, minute: minute, second: second) == nil)
    }

    @Test("Times outside the years 0 to 9999 are held to them", arguments: [Int64.min, .max])
    func held(seconds: Int64) {
        let held = CivilDateTime(secondsSince1970: seconds).description
        #expect(held == (seconds < 0 ? "0000-01-01 00:00:00" : "9999-12-31 23:59:59"))
    }
}
