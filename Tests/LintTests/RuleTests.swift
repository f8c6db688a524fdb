import Testing
import TideConfiguration

@testable import Lint

@Suite("What verify finds")
struct RuleTests {
    struct Case: CustomTestStringConvertible {
        var text: String
        var tided = ""
        /// Rule, severity, line:column, and the message.
        var found: [String]
        var testDescription: String { found.first ?? text }

        init(_ text: String, tided: String = "", _ found: String...) {
            (self.text, self.tided, self.found) = ("[Service]\nServiceId=ms-a-1\n" + text, tided, found)
        }
    }

    static func job(_ name: String, _ schedule: String, _ target: String, _ more: String = "") -> String {
        "[CronScaleJob]\nName=\(name)\nSchedule=\(schedule)\n\(target)\n" + (more.isEmpty ? "" : more + "\n")
    }

    static let day = job("day", "30 8 * * *", "TargetReplicas=8")
    static let night = job("night", "0 22 * * *", "ServiceAction=STOP")
    static let stop = "[ScheduledAction]\nScheduleStop=true\nScheduleStopTime=2026-12-01T00:00:00+08:00\n"

    static let cases: [Case] = [
        Case(day + night),
        Case("", "empty-schedule warning 2:11 chat: no job is enabled and no stop is scheduled"),
        Case(
            job("old", "0 0 8 1 1 * 2025", "TargetReplicas=2") + day,
            "never-fires error 5:10 chat: old: never fires again; the last time was 2025-01-01T08:00:00+08:00"),
        Case(
            job("once", "@at 2026-11-24T07:00:00+08:00", "TargetReplicas=2") + day,
            "never-fires error 5:10 chat: once: never fires again; the last time was 2026-11-24T07:00:00+08:00"),
        Case(
            job("weekend", "0 8 * * 6", "TargetReplicas=2", "ExcludeDates=* * * * * SAT"),
            "always-excluded error 7:14 chat: weekend: all 104 times at which it would fire in the next two years are excluded"
        ),
        Case(
            job("day", "30 8 * * *", "TargetReplicas=8", "ExcludeDates=0 0 8 1 10 *"),
            "exclusion-without-effect warning 7:14 chat: day: ExcludeDates=0 0 8 1 10 * names a time of day at which the "
                + "job never fires"),
        Case(
            job("day", "30 8 * * 1-5", "TargetReplicas=8", "ExcludeDates=* * * * * SUN"),
            "exclusion-without-effect warning 7:14 chat: day: ExcludeDates=* * * * * SUN excludes none of the 523 times at "
                + "which the job fires in the next two years"),
        Case(job("day", "30 8 * * *", "TargetReplicas=8", "ExcludeDates=* * * 1-7 10 *")),
        Case(
            day + job("peak", "30 8 * * 1", "TargetReplicas=12"),
            "collision warning 5:10 chat: day (SCALE 8) and peak (SCALE 12) are due together at "
                + "2026-11-30T08:30:00+08:00 and 103 more times; peak (SCALE 12) wins"),
        Case(day + job("peak", "0 9 * * 1", "TargetReplicas=12") + night),
        Case(day + job("same", "30 8 * * 1", "TargetReplicas=8")),
        Case(
            job("often", "*/90 8 * * *", "TargetReplicas=2") + night,
            "step-out-of-field warning 5:10 chat: often: the step of */90 leads out of its field; only the first value is "
                + "left"),
        Case(job("often", "*/30 8-20/12 1/30 * *", "TargetReplicas=2") + night),
        Case(night + day + job("start", "30 8 * * *", "ServiceAction=RESUME")),
        Case(
            day + night + stop,
            "stop-undone error 13:18 chat: day starts the service again at 2026-12-01T08:30:00+08:00, after the scheduled stop"
        ),
        Case(day + night + stop + "StopUntilChanged=yes\n"),
        Case(
            day + night + "[ScheduledAction]\nScheduleStop=true\nScheduleStopTime=2026-11-01T00:00:00+08:00\n",
            "stop-time-past warning 13:18 chat: the time of the scheduled stop, 2026-10-31T16:00:00Z, is past"),
        Case(
            day + night + "[ScheduledAction]\nScheduleStopTime=2026-12-01T00:00:00+08:00\n",
            "stop-without-effect warning 12:18 chat: ScheduleStopTime= has no effect without ScheduleStop=true"),
        Case(day + night + "[ScheduledAction]\nScheduleStop=no\nScheduleStopTime=2026-12-01T00:00:00+08:00\n"),
        Case(night, "stop-without-resume warning 6:15 chat: night stops the service and no job starts it again"),
        Case(
            job("none", "0 22 * * *", "TargetReplicas=0"),
            "stop-without-resume warning 6:16 chat: none stops the service and no job starts it again"),
        Case(
            job("start", "0 8 * * *", "ServiceAction=RESUME"),
            "resume-without-stop warning 6:15 chat: start resumes the service, but nothing in this schedule stops it"),
        Case(
            "ReplicasCeiling=6\n" + day,
            "outside-rails warning 7:16 chat: day: TargetReplicas=8 is above ReplicasCeiling=6"),
        Case(
            "ReplicasFloor=3\nReplicasCeiling=9\n" + job("day", "30 8 * * *", "MinReplicas=2\nMaxReplicas=10"),
            "outside-rails warning 8:13 chat: day: MinReplicas=2 is below ReplicasFloor=3",
            "outside-rails warning 9:13 chat: day: MaxReplicas=10 is above ReplicasCeiling=9"),
        Case(
            "MaxStep=4\nOnMaxStep=hold\n" + day + job("low", "0 22 * * *", "TargetReplicas=2"),
            "held-step warning 8:16 chat: day: the step from 2 to 8 at 2026-11-25T08:30:00+08:00 is larger than MaxStep=4 "
                + "and will be held",
            "held-step warning 12:16 chat: low: the step from 8 to 2 at 2026-11-24T22:00:00+08:00 is larger than MaxStep=4 "
                + "and will be held"),
        Case(
            "ReplicasCeiling=6\nMaxStep=4\nOnMaxStep=hold\n" + day + job("low", "0 22 * * *", "TargetReplicas=2"),
            "outside-rails warning 9:16 chat: day: TargetReplicas=8 is above ReplicasCeiling=6"),
        Case(
            // What stands stopped comes back with the size that it had.
            "MaxStep=4\nOnMaxStep=hold\n" + day + job("low", "0 23 * * *", "TargetReplicas=2") + night,
            "held-step warning 8:16 chat: day: the step from 2 to 8 at 2026-11-25T08:30:00+08:00 is larger than MaxStep=4 "
                + "and will be held",
            "held-step warning 12:16 chat: low: the step from 8 to 2 at 2026-11-24T23:00:00+08:00 is larger than MaxStep=4 "
                + "and will be held"),
        Case("MaxStep=4\n" + day + job("low", "0 22 * * *", "TargetReplicas=2")),
        Case(
            job("step", "0 8 */2 * 1", "TargetReplicas=2"),
            "star-step warning 5:10 chat: step: fires only on days that match both day of month and day of week"),
        Case(
            job("first", "0 8 1-7 * 1", "TargetReplicas=2"),
            "either-day warning 5:10 chat: first: fires on every day that matches day of month or day of week"),
        Case(
            job("burst", "* 30 8 * * *", "TargetReplicas=2"),
            "every-second warning 5:10 chat: burst: fires 60 times a day, several within a minute"),
        Case(
            "DryRun=no\n" + day, tided: "[Daemon]\nDryRun=yes\n",
            "dry-run-kept warning 3:8 chat: DryRun=no has no effect"),
        Case("DryRun=no\n" + day),
    ]

    @Test("Each rule reports what it is for, with its place, and nothing else", arguments: cases)
    func rules(_ c: Case) throws {
        let found = try findings(["chat": c.text], tided: c.tided)
        #expect(
            found.map {
                "\($0.rule) \($0.severity.rawValue) \($0.location.line):\($0.location.column) \($0.message)"
            } == c.found)
        for finding in found { #expect(!finding.why.isEmpty && !finding.fix.isEmpty) }
    }

    @Test("Every rule has a case that it reports")
    func coverage() {
        let tested = Set(Self.cases.flatMap(\.found).compactMap { $0.split(separator: " ").first.map(String.init) })
        #expect(Set(ruleNames).subtracting(tested) == OnlineTests.rules.union(["host-zone-utc", "burst"]))
    }

    @Test("Jobs that go by a host's zone of UTC are one warning; a zone set anywhere is none")
    func hostZone() throws {
        let text = "[Service]\nServiceId=ms-a-1\n" + Self.day + Self.night
        let found = try findings(["chat": text], hostZone: "UTC")
        #expect(found.map(\.rule) == ["host-zone-utc"])
        #expect(found.first?.message == "chat: day and another job go by the host's time zone, which is UTC")
        #expect(try findings(["chat": text], tided: "[Schedule]\nTimeZone=UTC\n", hostZone: "UTC") == [])
        #expect(try findings(["chat": text + "[Service]\nTimeZone=Asia/Shanghai\n"], hostZone: "UTC") == [])
    }

    @Test("More events at one time than calls in a minute are a warning with the delay")
    func burst() throws {
        func fleet(_ count: Int) -> [String: String] {
            Dictionary(
                uniqueKeysWithValues: (1...count).map { ("s\($0)", "[Service]\nServiceId=ms-a\($0)-1\n" + Self.day) })
        }
        let found = try findings(fleet(61), tided: "RateLimit=1\n")
        #expect(
            found.map(\.message) == [
                "61 events from 2026-11-24T08:30:00+08:00 on need a call each; at RateLimit=1 the last one is made 1min late"
            ])
        #expect(found.first?.location.description == "/etc/tide/tided.conf:3:11")
        #expect(try findings(fleet(60), tided: "RateLimit=1\n") == [])
    }

    @Test("Disabled schedules and disabled jobs are left alone")
    func disabled() throws {
        #expect(try findings(["chat": "[Service]\nServiceId=ms-a-1\nEnabled=no\n" + Self.night]) == [])
        let text =
            "[Service]\nServiceId=ms-a-1\n" + Self.day + Self.job("x", "* 30 8 * * *", "TargetReplicas=1", "Enabled=no")
        #expect(try findings(["chat": text]) == [])
    }

    @Test("A job that fires every minute is looked at for as long as it takes to repeat itself")
    func frequent() throws {
        let text =
            "[Service]\nServiceId=ms-a-1\n" + Self.job("a", "* * * * *", "TargetReplicas=1", "ExcludeDates=* * * 1 1 *")
            + Self.job("b", "0 8 * * *", "TargetReplicas=2")
        #expect(try findings(["chat": text]).map(\.rule) == ["collision"])
    }
}
