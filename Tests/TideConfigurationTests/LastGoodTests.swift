import Autoscaling
import Testing

@testable import TideConfiguration

@Suite("Last good content")
struct LastGoodTests {
    @Test("The text that is kept loads to the same schedule without any file")
    func roundTrip() throws {
        let text = """
            [Service]
            ServiceId=ms-h29wqz2b-1
            # A comment.
            TimeZone=\\
                Asia/Tokyo
            HpaMetrics=gpu-util:60
            HpaMetrics=service-qps:200
            X-Owner=me
            [CronScaleJob]
            Schedule=0 30 8 * * 1-5
            MinReplicas=1
            MaxReplicas=2
            [ScheduledAction]
            ScheduleStop=on
            ScheduleStopTime=2027-01-26T19:46:22+08:00
            [CronScaleJob]
            Name=%H
            Schedule=0 22 * * *
            ServiceAction=STOP
            ExcludeDates=* * 1 1 *
            ExcludeDates=* * 2 1 *
            """
        let first = try load(["/etc/tide/chat.schedule": text])
        #expect(first.faults == [])
        let kept = try #require(first.lastGood["chat.schedule"])
        #expect(
            kept == """
                [Service]
                ServiceId=ms-h29wqz2b-1
                TimeZone=Asia/Tokyo
                HpaMetrics=gpu-util:60
                HpaMetrics=service-qps:200

                [CronScaleJob]
                Name=job-1
                Schedule=0 30 8 * * 1-5
                MinReplicas=1
                MaxReplicas=2

                [CronScaleJob]
                Name=gz-ops-1
                Schedule=0 22 * * *
                ExcludeDates=* * 1 1 *
                ExcludeDates=* * 2 1 *
                ServiceAction=STOP

                [ScheduledAction]
                ScheduleStop=on
                ScheduleStopTime=2027-01-26T19:46:22+08:00

                """)
        let broken = try load(["/etc/tide/chat.schedule": "noise"], lastGood: first.lastGood)
        #expect(broken.fleet.schedules == first.fleet.schedules)
        #expect(broken.lastGood == first.lastGood)
        #expect(broken.units.last?.outcome == .faulty(isLastGoodInForce: true))
        #expect(broken.schedules.map(\.isLastGood) == [true])
    }

    @Test("Percent signs and backslashes at the end survive")
    func escapes() throws {
        let files = ["/etc/tide/tided.conf": "[API]\nRegion=ap-a\nCACertificateFile=/etc/a%%H\\ \nTiProjectId=p\n"]
        let first = try load(files)
        #expect(first.daemon?.caCertificateFile == "/etc/a%H\\")
        let kept = try load(["/etc/tide/tided.conf": "?"], lastGood: first.lastGood)
        #expect(kept.daemon == first.daemon)
    }

    @Test("Of a faulty schedule the last good content stays; other schedules go on; without it there is none")
    func faultySchedules() throws {
        let files = [
            "/etc/tide/a.schedule": "[Service]\nServiceId=ms-a-1\nMaxStep=zero\n",
            "/etc/tide/b.schedule": "[Service]\nServiceId=ms-b-1\n",
            "/etc/tide/c.schedule": "[Service]\nServiceId=ms-c-1\n[Foo]\n",
        ]
        let loaded = try load(files, lastGood: ["a.schedule": "[Service]\nServiceId=ms-a-1\nMaxStep=4\n"])
        #expect(loaded.fleet.schedules.map(\.name) == ["a", "b"])
        #expect(loaded.fleet.schedules.first?.rails.maxStep == 4)
        #expect(
            loaded.units.dropFirst().map(\.outcome) == [
                .faulty(isLastGoodInForce: true), .good, .faulty(isLastGoodInForce: false),
            ])
        #expect(loaded.faults.map(\.location.path) == ["/etc/tide/a.schedule", "/etc/tide/c.schedule"])
    }

    @Test("A file that is gone is forgotten; one that can't be read is not")
    func removedAndUnreadable() throws {
        let text = "[Service]\nServiceId=ms-a-1\n"
        let kept = ["a.schedule": text, "b.schedule": "[Service]\nServiceId=ms-b-1\n"]
        var files = MemoryFiles()
        files.contents["/etc/tide/a.schedule"] = .unreadable(
            FileFault(
                path: "/etc/tide/a.schedule", problem: .system(call: "open", code: 13, meaning: "Permission denied")))
        let loaded = try load(files, lastGood: kept)
        #expect(loaded.fleet.schedules.map(\.name) == ["a"])
        #expect(loaded.lastGood["b.schedule"] == nil)
        #expect(
            loaded.faults.map(\.description) == ["/etc/tide/a.schedule: can't be read: open: Permission denied"])
    }

    @Test("While a directory can't be listed, nothing counts as removed, and nothing new is believed")
    func unreadableDirectory() throws {
        var files = MemoryFiles(["/usr/lib/tide/a.schedule": "[Service]\nServiceId=ms-new-1\n"])
        files.unreadableDirectories = ["/etc/tide"]
        let kept = [
            "a.schedule": "[Service]\nServiceId=ms-a-1\n", "b.schedule": "[Service]\nServiceId=ms-b-1\n",
            "tided.conf": minimalDaemonFile,
        ]
        let loaded = try load(files, lastGood: kept)
        #expect(loaded.fleet.schedules.map(\.serviceId) == ["ms-a-1", "ms-b-1"])
        #expect(loaded.daemon?.region == "ap-guangzhou")
        #expect(loaded.lastGood == kept)
        #expect(loaded.units.map(\.outcome) == Array(repeating: .faulty(isLastGoodInForce: true), count: 3))
    }

    @Test("A faulty tided.conf: its last good content, or nothing may be put in force")
    func faultyDaemonFile() throws {
        let files = [
            "/etc/tide/tided.conf": "[API]\nRegion=ap-a\nRateLimit=5000\n", "/etc/tide/a.schedule": minimalSchedule,
        ]
        let none = try load(files)
        #expect(none.daemon == nil)
        #expect(none.units.first?.outcome == .faulty(isLastGoodInForce: false))
        #expect(
            none.faults.map(\.description) == [
                "/etc/tide/tided.conf:3:11: [API] RateLimit=5000: out of range; allowed is a whole number from 1 to 1000"
            ])
        let kept = try load(files, lastGood: ["tided.conf": "[API]\nRegion=ap-b\nRateLimit=7\n"])
        #expect(kept.daemon?.region == "ap-b")
        #expect(kept.fleet.settings.rateLimit == 7)
        #expect(kept.fleet.schedules.count == 1)
    }

    @Test("Without a Region there is nothing to call, so it is a fault that names the key")
    func missingRegion() throws {
        let loaded = loadConfiguration(directories: ["/etc/tide"], host: try host(), files: MemoryFiles())
        #expect(loaded.faults.map(\.description) == ["/etc/tide/tided.conf: [API] Region= is missing"])
        #expect(loaded.daemon == nil)
        var defaults = FleetSettings()
        defaults.apiIdentity = loaded.fleet.settings.apiIdentity
        #expect(loaded.fleet.settings == defaults)
    }

    @Test("Of enabled schedules with one ServiceId the first by file name is in force")
    func duplicateServiceIds() throws {
        let same = "[Service]\nServiceId=ms-a-1\n"
        let files = [
            "/etc/tide/b.schedule": same, "/usr/lib/tide/a.schedule": same + "Enabled=no\n",
            "/etc/tide/c.schedule": same,
        ]
        let loaded = try load(files)
        #expect(loaded.units.dropFirst().map(\.outcome) == [.disabled, .good, .faulty(isLastGoodInForce: false)])
        #expect(
            loaded.faults.map(\.description) == [
                "/etc/tide/c.schedule:2:11: [Service] ServiceId=ms-a-1 is already that of /etc/tide/b.schedule:2, which is "
                    + "first by its name and stays in force"
            ])
        let kept = try load(files, lastGood: ["c.schedule": "[Service]\nServiceId=ms-c-1\n"])
        #expect(kept.fleet.schedules.map(\.serviceId) == ["ms-a-1", "ms-a-1", "ms-c-1"])
        let clash = try load(files, lastGood: ["c.schedule": same])
        #expect(clash.fleet.schedules.map(\.name) == ["a", "b"])
        #expect(clash.lastGood["c.schedule"] == same)
    }

    @Test("The API's identity changes with what may make a refused call succeed")
    func apiIdentity() throws {
        let texts = [
            "", "Endpoint=https://tione.internal.tencentcloudapi.com\n", "TiProjectId=p\n", "Credentials=environment\n",
            "CvmRole=r\n",
        ]
        let identities = try texts.map {
            try load(["/etc/tide/tided.conf": minimalDaemonFile + $0]).fleet.settings.apiIdentity
        }
        #expect(Set(identities).count == texts.count)
        #expect(
            try load(["/etc/tide/tided.conf": minimalDaemonFile + "RateLimit=3\n"]).fleet.settings.apiIdentity
                == identities.first)
    }
}
