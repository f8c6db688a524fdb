import Autoscaling
import CronSchedule
import Testing

@testable import TideConfiguration

@Suite("Merging files")
struct MergeTests {
    @Test("Drop-ins merge job by job and key by key, in the order of their names over all directories")
    func dropIns() throws {
        let loaded = try load([
            "/etc/tide/chat.schedule": minimalSchedule + "ExcludeDates=* * 1 1 *\n",
            "/usr/lib/tide/chat.schedule.d/10-more.conf":
                "[CronScaleJob]\nName=morning\nTargetReplicas=10\nExcludeDates=* * 2 1 *\n",
            "/etc/tide/chat.schedule.d/20-night.conf":
                "[CronScaleJob]\nName=night\nSchedule=0 22 * * *\nServiceAction=STOP\n[Service]\nOnManualChange=revert",
            "/run/tide/chat.schedule.d/05-less.conf": "[CronScaleJob]\nName=morning\nTargetReplicas=2\n",
        ])
        #expect(loaded.faults == [])
        let schedule = try #require(loaded.fleet.schedules.first)
        #expect(schedule.jobs.map(\.name) == ["morning", "night"])
        #expect(schedule.jobs.map(\.target) == [.replicas(10), .stop])
        #expect(schedule.jobs.first?.exclusions.map(\.text) == ["* * 1 1 *", "* * 2 1 *"])
        #expect(schedule.onManualChange == .revert)
        #expect(
            loaded.units.last?.fragments == [
                "/etc/tide/chat.schedule", "/run/tide/chat.schedule.d/05-less.conf",
                "/usr/lib/tide/chat.schedule.d/10-more.conf", "/etc/tide/chat.schedule.d/20-night.conf",
            ])
    }

    @Test("A file hides its namesakes in later directories; a link to /dev/null masks them")
    func hidingAndMasking() throws {
        var files = MemoryFiles([
            "/etc/tide/a.schedule": "[Service]\nServiceId=ms-new-1\n",
            "/usr/lib/tide/a.schedule": "[Service]\nServiceId=ms-old-1\n",
            "/usr/lib/tide/b.schedule": "[Service]\nServiceId=ms-b-1\n",
            "/usr/lib/tide/b.schedule.d/x.conf": "[Nonsense]\n",
            "/usr/lib/tide/c.schedule": "[Service]\nServiceId=ms-c-1\n",
            "/usr/lib/tide/c.schedule.d/x.conf": "[Service]\nOnManualChange=revert\n",
            "/usr/lib/tide/c.schedule.d/y.conf": "[Service]\nApplyOnLoad=yes\n",
            "/run/tide/c.schedule.d/y.conf": "[Service]\nMaxStep=3\n",
        ])
        files.contents["/run/tide/b.schedule"] = .masked
        files.contents["/etc/tide/c.schedule.d/x.conf"] = .masked
        let loaded = try load(files, lastGood: ["b.schedule": "[Service]\nServiceId=ms-b-1\n"])
        #expect(loaded.faults == [])
        #expect(loaded.fleet.schedules.map(\.serviceId) == ["ms-new-1", "ms-c-1"])
        #expect(loaded.fleet.schedules.last?.onManualChange == .adopt)
        #expect(loaded.fleet.schedules.last?.appliesOnLoad == false)
        #expect(loaded.fleet.schedules.last?.rails.maxStep == 3)
        #expect(loaded.units.map(\.name) == ["tided.conf", "a.schedule", "b.schedule", "c.schedule"])
        #expect(loaded.units.map(\.outcome) == [.good, .good, .masked, .good])
        #expect(loaded.lastGood.keys.sorted() == ["a.schedule", "c.schedule", "tided.conf"])
    }

    @Test("An empty assignment takes back what was assigned before")
    func resets() throws {
        let loaded = try load([
            "/etc/tide/chat.schedule": minimalSchedule + "ExcludeDates=* * 1 1 *\nTimeZone=Asia/Tokyo\n",
            "/etc/tide/chat.schedule.d/x.conf": """
            [CronScaleJob]
            Name=morning
            TargetReplicas=
            ServiceAction=STOP
            ExcludeDates=
            ExcludeDates=* * 2 1 *
            TimeZone=
            """,
        ])
        #expect(loaded.faults == [])
        let job = try #require(loaded.fleet.schedules.first?.jobs.first)
        #expect(job.target == .stop)
        #expect(job.exclusions.map(\.text) == ["* * 2 1 *"])
        #expect(job.zone.identifier == "Asia/Shanghai")
    }

    @Test("tided.conf takes drop-ins, also where it doesn't exist itself")
    func daemonDropIns() throws {
        let loaded = try load(["/run/tide/tided.conf.d/region.conf": "[API]\nRegion=ap-beijing\nRateLimit=5\n"])
        #expect(loaded.faults == [])
        #expect(loaded.daemon?.region == "ap-beijing")
        #expect(loaded.fleet.settings.rateLimit == 5)
    }

    @Test("A job's name is unique in its file")
    func uniqueNames() throws {
        let twice = minimalSchedule + "[CronScaleJob]\nName=morning\nSchedule=@daily\nTargetReplicas=1\n"
        #expect(
            try faults(twice).first
                == "/etc/tide/chat.schedule:8:6: [CronScaleJob] morning: Name=: the name is already that of the section at "
                + "/etc/tide/chat.schedule:3; it must be unique in its file")
    }

    @Test("A job without a name goes by its position, and no drop-in can change it")
    func unnamedJobs() throws {
        let unnamed = "[Service]\nServiceId=ms-a-1\n[CronScaleJob]\nSchedule=@daily\nTargetReplicas=1\n"
        #expect(try schedule(unnamed).jobs.map(\.name) == ["job-1"])
        let loaded = try load([
            "/etc/tide/chat.schedule": unnamed,
            "/etc/tide/chat.schedule.d/x.conf": "[CronScaleJob]\nName=job-1\nTargetReplicas=2\n",
        ])
        #expect(
            loaded.faults.first?.description
                == "/etc/tide/chat.schedule.d/x.conf:2:6: [CronScaleJob] job-1: Name=: the section at "
                + "/etc/tide/chat.schedule:3, which has no Name=, goes by this name already; give it one")
        #expect(loaded.fleet.schedules == [])
    }

    @Test("A drop-in that misspells a job's name is told which it probably meant")
    func misspeltJob() throws {
        let loaded = try load([
            "/etc/tide/chat.schedule": minimalSchedule,
            "/etc/tide/chat.schedule.d/x.conf": "[CronScaleJob]\nName=mornin\nTargetReplicas=2\n",
        ])
        #expect(
            loaded.faults.map(\.description) == [
                "/etc/tide/chat.schedule.d/x.conf:1:1: [CronScaleJob] mornin: Schedule= is missing; "
                    + "did you mean Name=morning?"
            ])
    }

    @Test(
        "Names that would need quoting are refused",
        arguments: ["two words", "a/b", "早", String(repeating: "x", count: 65)])
    func badNames(_ name: String) throws {
        let found = try faults(
            "[Service]\nServiceId=ms-a-1\n[CronScaleJob]\nName=\(name)\nSchedule=@daily\nTargetReplicas=1")
        #expect(found.count == 1)
        #expect(found.first?.contains("can't be a job's name") == true)
    }

    @Test("Drop-ins of a schedule that doesn't exist, and names that are nearly right, are pointed out")
    func strays() throws {
        let loaded = try load([
            "/etc/tide/gone.schedule.d/x.conf": "[Service]\n", "/etc/tide/chat.schedul": "", "/etc/tide/README": "",
            "/etc/tide/.chat.schedule": "[Nonsense]\n", "/etc/tide/chat.schedule~": "[Nonsense]\n",
        ])
        #expect(loaded.faults == [])
        #expect(
            loaded.warnings.map(\.description) == [
                "/etc/tide/gone.schedule.d: drop-ins of a schedule that doesn't exist are not read",
                "/etc/tide/chat.schedul: not read: its name does not end in .schedule",
                "/etc/tide/chat.schedule~: not read: its name does not end in .schedule",
            ])
    }
}
