import Autoscaling
import CivilTime
import Testing

@testable import TideConfiguration

@Suite("Configurations compared by effect")
struct EffectTests {
    /// Tuesday, 24 November 2026, 08:00 in Shanghai.
    private let start = Instant(secondsSince1970: 1_795_478_400)

    private static let day = "[CronScaleJob]\nName=day\nSchedule=30 8 * * *\nTargetReplicas=8\n"
    private static let night = "[CronScaleJob]\nName=night\nSchedule=0 22 * * *\nServiceAction=STOP\n"
    private static let service = "[Service]\nServiceId=ms-a-1\n"

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var old: String
        var new: String
        var changes: [String]

        init(_ name: String, _ old: String, _ new: String, _ changes: String...) {
            (testDescription, self.old, self.new, self.changes) = (name, old, new, changes)
        }
    }

    static let cases: [Case] = [
        Case("the same text", service + day, service + day),
        Case(
            "other words for the same", service + day,
            service
                + "# x\n[CronScaleJob]\nName=day\nSchedule=0 30 8 * * MON-SUN\nTargetReplicas=8\nTimeZone=Asia/Shanghai"
        ),
        Case(
            "another time", service + day, service + day.replacing("30 8", "0 8"),
            "chat: day moves from 08:30 to 08:00 (SCALE 8); 8 times, first 2026-11-24T08:30:00+08:00"),
        Case(
            "another target", service + day, service + day.replacing("=8", "=10"),
            "chat: day changes from SCALE 8 to SCALE 10 at 08:30; 7 times, first 2026-11-24T08:30:00+08:00"),
        Case(
            "another time and target", service + day, service + day.replacing("30 8", "0 9").replacing("=8", "=10"),
            "chat: day moves from 08:30 to 09:00 (SCALE 8, then SCALE 10); 7 times, first 2026-11-24T08:30:00+08:00"),
        Case(
            "another zone", service + day, service + "TimeZone=Asia/Tokyo\n" + day,
            "chat: day moves from 08:30+08:00 to 08:30+09:00 (SCALE 8); 8 times, first 2026-11-24T08:30:00+08:00"),
        Case(
            "UTC", service + day, service + "TimeZone=UTC\n" + day,
            "chat: day moves from 08:30+08:00 to 08:30Z (SCALE 8); 7 times, first 2026-11-24T08:30:00+08:00"),
        Case(
            "a new job", service + day, service + day + night,
            "chat: night appears: STOP at 22:00; 7 times, first 2026-11-24T22:00:00+08:00"),
        Case(
            "a job gone", service + day + night, service + day,
            "chat: night vanishes: STOP at 22:00; 7 times, first 2026-11-24T22:00:00+08:00"),
        Case(
            "a job disabled", service + day + night, service + day + night + "Enabled=no\n",
            "chat: night vanishes: STOP at 22:00; 7 times, first 2026-11-24T22:00:00+08:00"),
        Case(
            "an exclusion", service + day, service + day + "ExcludeDates=* * * * * SAT,SUN\n",
            "chat: day vanishes: SCALE 8 at 08:30; 2 times, first 2026-11-28T08:30:00+08:00"),
        Case(
            "a ceiling", service + day, service + "ReplicasCeiling=6\n" + day,
            "chat: day changes from SCALE 8 to SCALE 6 at 08:30; 7 times, first 2026-11-24T08:30:00+08:00"),
        Case(
            "a second job that wins one instant", service + day,
            service + day + "[CronScaleJob]\nName=peak\nSchedule=30 8 25 11 *\nTargetReplicas=12\n",
            "chat: day vanishes: SCALE 8 at 08:30; once, at 2026-11-25T08:30:00+08:00",
            "chat: peak appears: SCALE 12 at 08:30; once, at 2026-11-25T08:30:00+08:00"),
        Case(
            "a scheduled stop for good", service + day,
            service + day
                + "[ScheduledAction]\nScheduleStop=1\nStopUntilChanged=1\nScheduleStopTime=2026-11-30T00:00:00+08:00",
            "chat: day vanishes: SCALE 8 at 08:30; once, at 2026-11-30T08:30:00+08:00",
            "chat: the scheduled stop appears: STOP at 00:00; once, at 2026-11-30T00:00:00+08:00"),
        Case("dry run", service + day, service + "DryRun=yes\n" + day, "chat: dry run begins"),
    ]

    @Test("What appears, vanishes, moves or changes is named with its times", arguments: cases)
    func changes(_ c: Case) throws {
        let (old, new) = (try fleet(["chat": c.old]), try fleet(["chat": c.new]))
        let end = start + .seconds(7 * 86_400)
        let changes = effectChanges(from: old, to: new, after: start, upTo: end)
        #expect(Set(changes.map(\.description)) == Set(c.changes))
        #expect(changes.count == c.changes.count)
        #expect(effectChanges(from: new, to: new, after: start, upTo: end) == [])
    }

    @Test("A renamed file changes nothing; another service in it, everything")
    func renaming() throws {
        let text = Self.service + Self.day
        let end = start + .seconds(7 * 86_400)
        #expect(
            effectChanges(from: try fleet(["a": text]), to: try fleet(["b": text]), after: start, upTo: end) == [])
        let other = try fleet(["a": text.replacing("ms-a-1", "ms-b-1")])
        let changes = effectChanges(from: try fleet(["a": text]), to: other, after: start, upTo: end)
        #expect(Set(changes.map { "\($0.serviceId) \($0.kind.rawValue)" }) == ["ms-a-1 vanishes", "ms-b-1 appears"])
    }

    private func fleet(_ texts: [String: String]) throws -> FleetConfiguration {
        let loaded = try load(
            Dictionary(uniqueKeysWithValues: texts.map { ("/etc/tide/\($0.key).schedule", $0.value) }))
        #expect(loaded.faults.map(\.description) == [])
        return loaded.fleet
    }
}

extension String {
    /// With the first `part` replaced.
    fileprivate func replacing(_ part: String, _ other: String) -> String {
        guard let start = indices.first(where: { self[$0...].hasPrefix(part) }) else { return self }
        return self[..<start] + other + self[start...].dropFirst(part.count)
    }
}
