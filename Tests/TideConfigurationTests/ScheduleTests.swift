import Autoscaling
import CivilTime
import CronSchedule
import Testing

@testable import TideConfiguration

@Suite("A schedule's values")
struct ScheduleTests {
    @Test("A schedule with every key becomes what the engine needs")
    func everyKey() throws {
        let schedule = try schedule(
            """
            [Service]
            ServiceId=ms-h29wqz2b-1
            TiProjectId=team-7
            TimeZone=Asia/Tokyo
            StartingDeadlineSec=10min
            ApplyOnLoad=yes
            OnManualChange=revert
            ReplicasFloor=1
            ReplicasCeiling=12
            MaxStep=4
            OnMaxStep=hold
            HpaMetrics=gpu-util:60 service-qps:200
            HpaMetrics=concurrency-util:5
            ConvergeTimeoutSec=1h
            DryRun=yes

            [CronScaleJob]
            Name=morning-peak
            Schedule=0 30 8 * * 1-5
            TargetReplicas=8
            ExcludeDates=* * * 1-7 10 *
            ExcludeDates=0 30 8 1 1 *
            StartingDeadlineSec=infinity

            [CronScaleJob]
            Schedule=TZ=America/New_York 0 9 * * *
            TimeZone=Europe/Paris
            MinReplicas=2
            MaxReplicas=6
            Enabled=no

            [CronScaleJob]
            Name=evening
            Schedule=0 18 * * *
            TimeZone=Europe/Paris
            ServiceAction=RESUME
            """)
        #expect(schedule.name == "chat")
        #expect(schedule.serviceId == "ms-h29wqz2b-1")
        #expect(schedule.tiProjectId == "team-7")
        #expect(schedule.isEnabled && schedule.appliesOnLoad && schedule.isDryRun)
        #expect(schedule.onManualChange == .revert)
        #expect(schedule.convergeTimeout == .seconds(3600))
        #expect(schedule.rails.floor == 1)
        #expect(schedule.rails.ceiling == 12)
        #expect(schedule.rails.maxStep == 4)
        #expect(schedule.rails.onMaxStep == .hold)
        #expect(schedule.hpaMetrics.map(\.description) == ["gpu-util:60", "service-qps:200", "concurrency-util:5"])
        #expect(schedule.jobs.map(\.name) == ["morning-peak", "job-2", "evening"])
        #expect(schedule.jobs.map(\.target) == [.replicas(8), .bounds(min: 2, max: 6), .resume])
        #expect(schedule.jobs.map(\.zone.identifier) == ["Asia/Tokyo", "America/New_York", "Europe/Paris"])
        #expect(schedule.jobs.map(\.startingDeadline) == [nil, .seconds(600), .seconds(600)])
        #expect(schedule.jobs.map(\.isEnabled) == [true, false, true])
        #expect(schedule.jobs.first?.exclusions.map(\.text) == ["* * * 1-7 10 *", "0 30 8 1 1 *"])
        #expect(schedule.scheduledAction == nil)
    }

    @Test("A scheduled stop keeps the instant and what its own clock shows")
    func scheduledAction() throws {
        let text = """
            [Service]
            ServiceId=ms-a-1
            [ScheduledAction]
            ScheduleStop=true
            ScheduleStopTime=2027-01-26T19:46:22+08:00
            """
        let action = try #require(try schedule(text).scheduledAction)
        #expect(action.stopTime.rfc3339() == "2027-01-26T11:46:22Z")
        #expect(action.nominal.description == "2027-01-26 19:46:22")
        #expect(!action.stopsUntilChanged)
        #expect(try schedule(text + "\nStopUntilChanged=yes").scheduledAction?.stopsUntilChanged == true)
        #expect(try schedule(text + "\nScheduleStop=no").scheduledAction == nil)
    }

    @Test("What a schedule doesn't say, tided.conf says, and without it the defaults")
    func inheritance() throws {
        let plain = try load(["/etc/tide/a.schedule": minimalSchedule])
        let own = try #require(plain.fleet.schedules.first)
        #expect(own.jobs.first?.zone.identifier == "Asia/Shanghai")
        #expect(own.jobs.first?.startingDeadline == nil)
        #expect(own.convergeTimeout == .seconds(1800) && !own.isDryRun && own.tiProjectId == nil)
        #expect(plain.schedules.first?.usesHostTimeZone == true)

        let inherited = try load([
            "/etc/tide/a.schedule": minimalSchedule,
            "/etc/tide/tided.conf": """
            [API]
            Region=ap-shanghai
            TiProjectId=p1
            [Schedule]
            TimeZone=America/New_York
            StartingDeadlineSec=5min
            [Daemon]
            DryRun=yes
            ConvergeTimeoutSec=10min
            """,
        ])
        #expect(inherited.faults == [])
        let schedule = try #require(inherited.fleet.schedules.first)
        #expect(schedule.jobs.first?.zone.identifier == "America/New_York")
        #expect(schedule.jobs.first?.startingDeadline == .seconds(300))
        #expect(schedule.convergeTimeout == .seconds(600) && schedule.isDryRun && schedule.tiProjectId == "p1")
        #expect(inherited.schedules.first?.usesHostTimeZone == false)
    }

    struct MessageCase: CustomTestStringConvertible {
        var text: String
        /// What follows on the path.
        var message: String
        var testDescription: String { message }

        init(_ text: String, _ message: String) { (self.text, self.message) = (text, message) }
    }

    private static let job = "[Service]\nServiceId=ms-a-1\n[CronScaleJob]\nName=j\n"

    static let messageCases: [MessageCase] = [
        MessageCase(
            "",
            """
            : [Service] ServiceId= is missing
            """),
        MessageCase(
            "[Service]\nServiceId=chat",
            """
            :2:11: [Service] ServiceId=chat: not the id of a service; allowed is the form ms-xxxxxxxx-N, for \
            example ms-h29wqz2b-1
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nEnable=no",
            """
            :3:1: [Service] unknown key Enable=; did you mean Enabled=?
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nTargetReplicas=2",
            """
            :3:1: [Service] unknown key TargetReplicas=: it belongs in [CronScaleJob]
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\n[CronScaleJobs]\nFoo=1",
            """
            :3:1: unknown section [CronScaleJobs]; did you mean [CronScaleJob]?
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\n[API]\nRegion=x",
            """
            :3:1: unknown section [API]: it belongs in tided.conf
            """),
        MessageCase(
            job + "TargetReplicas=1",
            """
            :3:1: [CronScaleJob] j: Schedule= is missing
            """),
        MessageCase(
            job + "Schedule=0 8 * * *",
            """
            :3:1: [CronScaleJob] j: the job has no target; it needs one of TargetReplicas=, MinReplicas= with \
            MaxReplicas=, ServiceAction=
            """),
        MessageCase(
            job + "Schedule=0 8 * * *\nTargetReplicas=2\nServiceAction=STOP",
            """
            :7:15: [CronScaleJob] j: the job has more than one target: TargetReplicas=, ServiceAction=; an \
            empty assignment, for example TargetReplicas=, removes one
            """),
        MessageCase(
            job + "Schedule=0 8 * * *\nMinReplicas=2",
            """
            :6:13: [CronScaleJob] j: MinReplicas= needs MaxReplicas= too
            """),
        MessageCase(
            job + "Schedule=0 8 * * *\nMinReplicas=3\nMaxReplicas=2",
            """
            :6:13: [CronScaleJob] j: MinReplicas=3 is above MaxReplicas=2
            """),
        MessageCase(
            job + "Schedule=0 8 * * *\nTargetReplicas=many",
            """
            :6:16: [CronScaleJob] j: TargetReplicas=many: not a whole number; allowed is a whole number from 0 \
            to 100000
            """),
        MessageCase(
            job + "Schedule=0 8 * * *\nServiceAction=SCALE",
            """
            :6:15: [CronScaleJob] j: ServiceAction=SCALE: SCALE goes without ServiceAction=; allowed is STOP or \
            RESUME; to scale, TargetReplicas= or MinReplicas= and MaxReplicas=
            """),
        MessageCase(
            job + "Schedule=0 8 * * *\nServiceAction=RESUM",
            """
            :6:15: [CronScaleJob] j: ServiceAction=RESUM: not an action; allowed is STOP or RESUME; did you \
            mean RESUME?
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\n[ScheduledAction]\nScheduleStop=true",
            """
            :3:1: [ScheduledAction] ScheduleStopTime= is missing
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nReplicasFloor=3\nReplicasCeiling=2",
            """
            :3:15: [Service] ReplicasFloor=3 is above ReplicasCeiling=2
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nReplicasFloor=2\n[CronScaleJob]\nName=n\nSchedule=@daily\nServiceAction=STOP",
            """
            :7:15: [CronScaleJob] n: stops the service, but ReplicasFloor=2 keeps at least 2 of its instances \
            running
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nReplicasFloor=1\n[CronScaleJob]\nName=n\nSchedule=@daily\nTargetReplicas=0",
            """
            :7:16: [CronScaleJob] n: stops the service, but ReplicasFloor=1 keeps at least 1 of its instances \
            running
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nHpaMetrics=cpu-util:60 gpuutil:70",
            """
            :3:24: [Service] HpaMetrics=gpuutil:70: "gpuutil" is not a metric; allowed is gpu-util, cpu-util, \
            memory-util, service-qps or concurrency-util; did you mean gpu-util?
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nHpaMetrics=gpu-util:5",
            """
            :3:12: [Service] HpaMetrics=gpu-util:5: out of range; allowed is a whole number from 10 to 100
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nOnManualChange=revrt",
            """
            :3:16: [Service] OnManualChange=revrt: not one of the choices; allowed is adopt or revert; did you \
            mean revert?
            """),
        MessageCase(
            "[Service]\nServiceId=ms-a-1\nConvergeTimeoutSec=5 parsecs",
            """
            :3:22: [Service] ConvergeTimeoutSec=5 parsecs: "parsecs" is not a unit of time; allowed is us, ms, \
            s, min, h, d, w, M (months) and y
            """),
        MessageCase(
            "[Service]\nServiceId=%i",
            """
            :2:11: [Service] ServiceId=: "%i" is not a specifier; allowed are %H, the host's name, and %%, a \
            percent sign
            """),
    ]

    @Test("Every fault names file, line, section, key, what is wrong and what is allowed", arguments: messageCases)
    func messages(_ c: MessageCase) throws {
        #expect(try faults(c.text).first == "/etc/tide/chat.schedule" + c.message)
    }

    @Test("A bad expression is shown with a caret below the place, which is the place of the message, too")
    func cronExpressionFault() throws {
        let found = try #require(try faults(Self.job + "Schedule=0 61 \\\n  8 * * *\nTargetReplicas=1").first)
        #expect(found.hasPrefix("/etc/tide/chat.schedule:5:12: [CronScaleJob] j: Schedule=0 61"))
        let lines = found.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.last?.hasSuffix("^~") == true)
    }

    @Test(
        "A time without its offset, an unknown zone, an exclusion that can't be read are faults",
        arguments: [
            (
                "[ScheduledAction]\nScheduleStop=true\nScheduleStopTime=2027-01-26T19:46:22", "5:18: [ScheduledAction]",
                "offset"
            ),
            ("[ScheduledAction]\nScheduleStopTime=tomorrow", "4:18: [ScheduledAction]", "2027-01-26T19:46:22+08:00"),
            ("TimeZone=Asia/Shangai", "3:10: [Service] TimeZone=Asia/Shangai", "did you mean Asia/Shanghai?"),
            (
                "[CronScaleJob]\nSchedule=TZ=Mars/Base 0 8 * * *\nTargetReplicas=1", "4:10: [CronScaleJob] job-1",
                "Mars/Base"
            ),
            (
                "[CronScaleJob]\nSchedule=0 8 * * *\nTargetReplicas=1\nExcludeDates=* * 32 * *",
                "6:18: [CronScaleJob] job-1",
                "32"
            ),
        ])
    func unreadableValues(_ text: String, _ place: String, _ part: String) throws {
        let found = try faults("[Service]\nServiceId=ms-a-1\n" + text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("/etc/tide/chat.schedule:\(place)") == true, "\(found)")
        #expect(found.first?.contains(part) == true, "\(found)")
    }

    @Test("All faults of a file are reported at once, in the order of its lines, without those that follow from others")
    func allFaults() throws {
        let found = try faults(
            """
            [Service]
            ServiceID=ms-a-1
            [CronScaleJob]
            Schedule=0 8 * *
            TargetReplicas=x
            [CronScaleJob]
            Schedule=@daily
            ServiceActions=STOP
            [Nonsense]
            """)
        #expect(found.compactMap { $0.split(separator: ":").dropFirst().first } == ["2", "4", "5", "8", "9"])
    }

    @Test("Keys and sections that begin with X- are ignored")
    func extensions() throws {
        let schedule = try schedule("[X-Team]\nOwner=a\n[Service]\nServiceId=ms-a-1\nX-Owner=%i\n")
        #expect(schedule.serviceId == "ms-a-1")
    }

    @Test("A disabled job may stop a service that has a floor")
    func disabledStop() throws {
        let text =
            "[Service]\nServiceId=ms-a-1\nReplicasFloor=1\n" + "[CronScaleJob]\nSchedule=@daily\nServiceAction=STOP\n"
        #expect(try faults(text + "Enabled=no") == [])
        #expect(try faults(text).count == 1)
    }
}
