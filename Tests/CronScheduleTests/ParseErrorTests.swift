import CronSchedule
import Testing

@Suite("What is refused, and how it is said")
struct ParseErrorTests {
    @Test(
        "An error names field, token, column, what is allowed, and what was meant",
        arguments: [
            (
                "* * * * MUN",
                """
                day of week "MUN" at column 9: not a value of this field; allowed are 0 to 7 (0 and 7 are Sunday), \
                SUN to SAT, with L or #1 to #5 behind; did you mean "MON"?
                """, "        ^~~"
            ),
            (
                "0 0 * SEPTEMBER *",
                """
                month "SEPTEMBER" at column 7: not a value of this field; allowed are 1 to 12, JAN to DEC; \
                did you mean "SEP"?
                """, "      ^~~~~~~~~"
            ),
            (
                "*/0 * * * *", "minute \"*/0\" at column 1: a step of 0 would never advance; a step is 1 or more",
                "^~~"
            ),
            (
                "60 * * * *", "minute \"60\" at column 1: out of range; allowed are 0 to 59; did you mean \"0\"?", "^~"
            ),
            (
                "0 30 12 * *",
                "hour \"30\" at column 3: out of range; allowed are 0 to 23; did you mean \"0 30 12 * * *\"?", "  ^~"
            ),
            (
                "0 0 L-32 * *",
                "day of month \"L-32\" at column 5: no month has such a day; allowed are L and L-1 to L-30",
                "    ^~~~"
            ),
            (
                "30 8 * * 1-5 2027",
                """
                day of week "2027" at column 14: out of range; allowed are 0 to 7 (0 and 7 are Sunday), SUN to SAT, \
                with L or #1 to #5 behind; did you mean "0 30 8 * * 1-5 2027"?
                """, "             ^~~~"
            ),
            (
                "0 0 30 2 *",
                "day of month \"30\" at column 5: the expression can never fire: February has no day 30", "    ^~"
            ),
            (
                "é * * * *", "minute \"é\" at column 1: not a value of this field; allowed are 0 to 59", "^"
            ),
            (
                "@at 2027-01-26T19:46:22",
                """
                "2027-01-26T19:46:22" at column 5: the time has no offset from UTC, such as Z or +08:00, at its end; \
                an example is @at 2027-01-26T19:46:22+08:00
                """, "    ^~~~~~~~~~~~~~~~~~~"
            ),
        ])
    func message(text: String, message: String, mark: String) {
        let error = #expect(throws: CronParseError.self) { try CronExpression(text) }
        #expect(error?.description == message)
        #expect(error?.diagram == "\(text)\n\(mark)")
    }

    @Test(
        "Each fault has its kind and its place",
        arguments: [
            ("", .empty, 1), ("  ", .empty, 1), ("TZ=UTC", .empty, 1), ("* * * *", .fieldCount(4), 1),
            ("* * * * * * * *", .fieldCount(8), 1), ("*,, * * * *", .emptyItem, 1), ("* 1, * * *", .emptyItem, 3),
            ("* /2 * * *", .emptyItem, 3), ("-1 * * * *", .unknownValue, 1), ("1- * * * *", .openRange, 1),
            ("1/ * * * *", .badStep, 1), ("1/x * * * *", .badStep, 3), ("*/10000 * * * *", .badStep, 3),
            ("*/99999999999999999999 * * * *", .badStep, 3), ("99999999999999999999 * * * *", .outOfRange, 1),
            ("1/2/3 * * * *", .badStep, 3), ("1-2-3 * * * *", .unknownValue, 3), ("** * * * *", .unknownValue, 1),
            ("? * * * *", .questionMark, 1), ("0 0 ?,1 * *", .questionMark, 5), ("0 0 ?/2 * *", .questionMark, 5),
            ("0 0 1-L * *", .modifierInRange, 7), ("0 0 L/2 * *", .modifierInRange, 5),
            ("0 0 15W-20 * *", .modifierInRange, 5), ("0 0 * * FRIL-2", .modifierInRange, 9),
            ("0 0 * * L", .bareLast, 9), ("0 0 L-31 * *", .lastOffset, 5), ("0 0 32W * *", .outOfRange, 5),
            ("0 0 0W * *", .outOfRange, 5), ("0 0 * * FRI#6", .ordinal, 9), ("0 0 * * FRI#0", .ordinal, 9),
            ("0 0 * * FRI#", .ordinal, 9), ("0 0 * * 8#1", .outOfRange, 9), ("0 0 * * 8L", .outOfRange, 9),
            ("0 0 32 * *", .outOfRange, 5), ("0 0 * 13 *", .outOfRange, 7),
            ("0 0 * * 8", .outOfRange, 9), ("0 0 0 1 1 ? 1969", .outOfRange, 13), ("0 0 0 1 1 ? 2201", .outOfRange, 13),
            ("0 0 0 1 1 ? 2030-2027", .yearsBackwards, 13), ("0 0 0 1 1 ? ?", .unknownValue, 13),
            ("@every 5m", .every, 1), ("@reboot", .reboot, 1), ("@dayly", .unknownShorthand, 1),
            ("@daily 5", .afterShorthand, 8), ("TZ=../etc/passwd * * * * *", .badTimeZone, 4),
            ("TZ=/etc/localtime * * * * *", .badTimeZone, 4), ("TZ=right/UTC * * * * *", .badTimeZone, 4),
            ("TZ= * * * * *", .badTimeZone, 1), ("0\n0 * * *", .fieldCount(4), 1),
        ] as [(String, CronParseError.Problem, Int)])
    func kind(text: String, problem: CronParseError.Problem, column: Int) {
        let error = #expect(throws: CronParseError.self) { try CronExpression(text) }
        #expect(error?.problem == problem)
        #expect(error?.column == column)
    }

    @Test(
        "What can never fire is refused with the reason",
        arguments: [
            ("0 0 30 2 *", "February has no day 30"), ("0 0 31 4,6 *", "the months named have no day 31"),
            ("0 0 30W 2 *", "no year from 1970 to 2200 has such a day"),
            ("0 0 0 29 2 ? 2027", "no year from 1970 to 2200 has such a day"),
            ("0 0 L-29 2 *", "no year from 1970 to 2200 has such a day"),
            ("0 0 */31 2 1#5", "no year from 1970 to 2200 has such a day"),
        ])
    func never(text: String, reason: String) {
        let error = #expect(throws: CronParseError.self) { try CronExpression(text) }
        #expect(error?.problem == .never(reason: reason))
    }

    @Test("Spaces and tabs separate, as many as one likes")
    func whitespace() throws {
        #expect(try CronExpression("\t0  8 *\t* 1-5 ") == CronExpression("0 8 * * 1-5"))
    }

    @Test("A mark stands below its token behind tabs too")
    func tabs() {
        let error = #expect(throws: CronParseError.self) { try CronExpression("0\t99 * * *") }
        #expect(error?.diagram == "0\t99 * * *\n \t^~")
    }
}
