import Autoscaling
import CivilTime
import CronSchedule
import TIONE
import Testing
import TideConfiguration

@testable import tidectl

/// 00:00 in Shanghai on Tuesday, 24 November 2026.
private let now = Instant(secondsSince1970: 1_795_449_600)
private let shanghai = TimeZoneRules.shanghai

extension TimeZoneRules {
    fileprivate static var shanghai: TimeZoneRules { (try? TimeZoneRules(identifier: "Asia/Shanghai")) ?? .utc }
}

func platformJob(
    _ name: String?, _ schedule: String?, _ target: Int? = nil, bounds: ClosedRange<Int>? = nil,
    excluding exclusions: [String]? = nil
) -> TIONE.CronScaleJob {
    var job = TIONE.CronScaleJob()
    job.name = name
    job.schedule = schedule
    job.targetReplicas = target
    job.minReplicas = bounds?.lowerBound
    job.maxReplicas = bounds?.upperBound
    job.excludeDates = exclusions
    return job
}

/// As TI-ONE shows a service that it runs jobs of.
func platformService(
    _ jobs: [TIONE.CronScaleJob], id: String = "ms-chat-1",
    change: (inout Service, inout ServiceInfo) -> Void = { _, _ in }
) -> Service {
    var service = Service()
    service.serviceId = id
    service.serviceGroupId = "ms-chat"
    service.serviceGroupName = "chat"
    service.version = "1"
    service.latestVersion = "1"
    service.chargeType = .postpaidByHour
    service.status = .normal
    var info = ServiceInfo()
    info.replicas = 4
    info.scaleMode = .auto
    info.scaleStrategy = .cron
    info.cronScaleJobs = jobs
    var workload = WorkloadStatus()
    workload.replicas = 4
    workload.readyReplicas = 4
    info.status = workload
    change(&service, &info)
    service.serviceInfo = info
    return service
}

func imported(_ service: Service, unread: [String] = [], project: String? = nil) -> ImportedSchedule {
    ImportedSchedule(service, name: "chat", unread: unread, project: project, zone: shanghai, at: now)
}

private func check(_ schedule: ImportedSchedule) -> ImportCheck {
    ImportCheck([schedule], host: HostFacts(name: "host", timeZone: .utc), at: now)
}

@Suite("What an import writes")
struct ImportTests {
    @Test("A service becomes a file with its jobs, its zone and where all that came from")
    func whole() {
        let service = platformService([
            platformJob("morning", "0 30 8 * * 1-5", 8, excluding: ["* * * 1-7 10 *"]),
            platformJob("night", "30 0 22 * * *", bounds: 1...2),
        ]) { _, info in
            info.horizontalPodAutoscaler = HorizontalPodAutoscaler(
                minReplicas: 2, maxReplicas: 6, hpaMetrics: [.init(name: "gpu-util", value: 60)])
        }
        let schedule = imported(service)
        #expect(
            schedule.text == """
                # Service chat (ms-chat-1), imported from TI-ONE at 2026-11-24T00:00:00+08:00
                # Group: chat (ms-chat), version 1, the newest is 1
                # Charge type: POSTPAID_BY_HOUR
                # Observed: Normal, AUTO by CRON, Replicas 4, 4 ready, autoscaler 2 to 6
                #
                # TI-ONE runs these jobs itself as long as the service is not adopted (tidectl import --adopt): with
                # this file in force two schedulers act on it.
                [Service]
                ServiceId=ms-chat-1
                # TI-ONE's times are taken as those of China; tidectl import --time-zone= says otherwise.
                TimeZone=Asia/Shanghai
                # Those of the autoscaler now, for when TI-ONE does not show it.
                HpaMetrics=gpu-util:60

                # TI-ONE has the job "morning": Schedule=0 30 8 * * 1-5, TargetReplicas=8,
                # ExcludeDates=* * * 1-7 10 *
                [CronScaleJob]
                Name=morning
                Schedule=0 30 8 * * 1-5
                TargetReplicas=8
                ExcludeDates=* * * 1-7 10 *

                # TI-ONE has the job "night": Schedule=30 0 22 * * *, MinReplicas=1, MaxReplicas=2
                # The second, 30, is 0 here, for TI-ONE fires to the minute
                [CronScaleJob]
                Name=night
                Schedule=0 0 22 * * *
                MinReplicas=1
                MaxReplicas=2

                """)
        #expect(schedule.warnings.isEmpty && schedule.lost == 0 && schedule.jobs == 2 && schedule.isRunByTIONE)
        #expect(check(schedule).remarks(on: schedule).isEmpty)
    }

    struct Firing: Hashable, Comparable {
        var at: Instant
        var target: String

        static func < (a: Firing, b: Firing) -> Bool { (a.at, a.target) < (b.at, b.target) }
    }

    /// The events of a file, by Tide's own loader and engine of expressions.
    private func events(of schedule: ImportedSchedule, days: Int) -> Set<Firing> {
        let end = now + .seconds(Int64(days) * 86_400)
        var firings: Set<Firing> = []
        for loaded in check(schedule).loaded.fleet.schedules where loaded.isEnabled {
            for job in loaded.jobs where job.isEnabled {
                var next = job.schedule.nextFiring(after: now - .seconds(1), in: job.zone)
                while let firing = next, firing.instant < end {
                    if !job.exclusions.contains(where: { $0.matches(firing.nominal) }) {
                        firings.insert(Firing(at: firing.instant, target: "\(job.target)"))
                    }
                    next = job.schedule.nextFiring(after: firing.instant, in: job.zone)
                }
            }
        }
        return firings
    }

    private func platformEvents(of jobs: [TIONE.CronScaleJob], days: Int) throws -> Set<Firing> {
        let today = try #require(CivilDate(year: 2026, month: 11, day: 24))
        var firings: Set<Firing> = []
        for job in jobs {
            let instants = try #require(
                PlatformCron.firings(
                    job.schedule ?? "", excluding: job.excludeDates ?? [], from: today, days: days))
            firings.formUnion(instants.map { Firing(at: $0, target: "SCALE \(job.targetReplicas ?? -1)") })
        }
        return firings
    }

    @Test(
        "The events of the file are those of TI-ONE's own cron",
        arguments: [
            ("0 30 8 * * 1-5", []), ("0 30 12 * * *", ["0 30 12 * * *"]), ("15 0/20 9-17 ? * MON-FRI", []),
            ("0 0 8 */2 * 1", []), ("0 0 8 1,15 * MON", []), ("0 0 8 13 * */3", []), ("30 8 * * *", []),
            ("*/10 5 8 * * *", []), ("0 0 9 * 1-3,DEC SUN,SAT", ["* * * 1-7 1 0"]),
            ("0 0 20 * * *", ["0 0 20 */5 * 1", "30 0 20 24 12 ?"]), ("0 10/25 6,18 1-7 * *", ["* 35 * * * *"]),
            ("0 0 8 * * *", ["0 0 9 * * *", "* * * 1 1 *", "* * 8 * * 6"]),
        ])
    func roundTrip(schedule: String, exclusions: [String]) throws {
        let jobs = [platformJob("job", schedule, 5, excluding: exclusions)]
        let file = imported(platformService(jobs))
        let expected = try platformEvents(of: jobs, days: 400)
        #expect(!expected.isEmpty || exclusions == ["0 30 12 * * *"])
        #expect(events(of: file, days: 400) == expected)
    }

    @Test("The events of the file are those of TI-ONE's own cron for jobs drawn at random, too")
    func randomRoundTrip() throws {
        var random = SplitMix64(seed: 8)
        func pick(_ choices: [String]) -> String { choices[Int(random.next() % UInt64(choices.count))] }
        func expression() -> String {
            [
                pick(["0", "0", "*", "30", "*/15"]), pick(["0", "30", "5,35", "*/20", "10-50/20", "7/13"]),
                pick(["8", "9-17", "0", "*/6", "22,23", "*"]),
                pick(["*", "*", "?", "1", "*/2", "1-7", "10-31/5", "3/9"]),
                pick(["*", "*", "10", "1-6", "JAN,DEC", "*/2"]),
                pick(["*", "*", "?", "1-5", "0", "SAT,SUN", "*/2", "MON"]),
            ].joined(separator: " ")
        }
        for number in 0..<150 {
            let exclusions = (0..<Int(random.next() % 3)).map { _ in expression() }
            let jobs = [platformJob("job", expression(), 5, excluding: exclusions)]
            let file = imported(platformService(jobs))
            let (found, expected) = (events(of: file, days: 120), try platformEvents(of: jobs, days: 120))
            #expect(found == expected, "\(number): \(jobs) gives\n\(file.text)")
        }
    }

    @Test("Where TI-ONE takes either day there are two jobs, and verify finds nothing in them")
    func either() {
        let schedule = imported(platformService([platformJob("odd", "0 0 8 */2 * 1", 5)]))
        #expect(schedule.text.contains("Name=odd-by-date\nSchedule=0 0 8 */2 * *\nTargetReplicas=5\n"))
        #expect(schedule.text.contains("Name=odd-by-weekday\nSchedule=0 0 8 * * 1\nTargetReplicas=5\n"))
        #expect(schedule.text.contains("as Debian, both"))
        // Inferred, and said to be.
        #expect(schedule.text.replacing("\n# ", with: " ").contains("its documents don't say"))
        #expect(schedule.lost == 0 && check(schedule).remarks(on: schedule).isEmpty)
    }

    @Test("An exclusion that means either day has two lines")
    func eitherExclusion() {
        let schedule = imported(platformService([platformJob("day", "0 0 8 * * *", 5, excluding: ["* * * 1-7 10 1"])]))
        #expect(schedule.text.contains("ExcludeDates=* * * 1-7 10 *\nExcludeDates=* * * * 10 1\n"))
        #expect(check(schedule).remarks(on: schedule).isEmpty)
    }

    @Test(
        "What can't be said is a comment and a warning, and the rest of the file loads",
        arguments: [
            (platformJob("x", "@every 1h", 5), "@every counts from"),
            (platformJob("x", "0 0 8 31 2 *", 5), "never"),
            (platformJob("x", "0 61 8 * * *", 5), "61"),
            (platformJob("x", nil, 5), "it is empty"),
            (platformJob("x", "0 0 8 * * *"), "it has no target"),
            (platformJob("x", "0 0 8 * * *", -1), "is no number of instances"),
            (platformJob("x", "0 0 8 * * *", 5, bounds: 1...6), "both TargetReplicas=5 and bounds"),
            (platformJob("x", "0 0 8 * * *", 0, bounds: 0...6), "its bounds, 0 to 6"),
            (platformJob("x", "TZ=Nowhere/Land 0 0 8 * * *", 5), "Nowhere/Land"),
            (platformJob("x", "@date 2020-01-01 08:00:00", 5), "its time is past"),
            (platformJob("x", "a\n[CronScaleJob]\nSchedule=* * * * *", 5), "can't be said here"),
        ])
    func lost(job: TIONE.CronScaleJob, reason: String) {
        let schedule = imported(platformService([job, platformJob("good", "0 0 9 * * *", 3)]))
        #expect(schedule.lost == 1 && schedule.jobs == 1)
        #expect(
            schedule.warnings.count == 1 && schedule.warnings.allSatisfy { $0.contains(reason) }, "\(schedule.warnings)"
        )
        #expect(check(schedule).remarks(on: schedule).isEmpty)
        let jobs = check(schedule).loaded.fleet.schedules.flatMap(\.jobs)
        #expect(jobs.map(\.name) == ["good"])
    }

    @Test("An exclusion that excludes nothing stays away with the reason")
    func idleExclusion() {
        let schedule = imported(
            platformService([platformJob("day", "0 30 8 * * *", 5, excluding: ["0 0 0 1 10 *", "bad", "* * * 1 10 *"])])
        )
        #expect(schedule.lost == 1 && schedule.warnings.count == 2)
        #expect(schedule.warnings.first?.contains("names no time at which the job fires") == true)
        #expect(schedule.text.contains("\nExcludeDates=* * * 1 10 *\n"))
        #expect(!schedule.text.contains("\nExcludeDates=0 0 0"))
        #expect(check(schedule).remarks(on: schedule).isEmpty)
    }

    @Test("A date of TI-ONE's becomes @at in the zone")
    func date() {
        let schedule = imported(platformService([platformJob("once", "@date 2027-01-26 19:46:22", 5)]))
        #expect(schedule.text.contains("\nSchedule=@at 2027-01-26T19:46:00+08:00\n"))
    }

    @Test("Jobs that TI-ONE does not run are not enabled")
    func notInForce() {
        let service = platformService([platformJob("old", "0 0 8 * * *", 5)]) { _, info in
            info.scaleMode = .manual
            info.scaleStrategy = ""
        }
        let schedule = imported(service)
        #expect(!schedule.isRunByTIONE && schedule.text.contains("\nEnabled=no\n"))
        #expect(schedule.warnings.contains { $0.contains("does not run them") })
        #expect(events(of: schedule, days: 10).isEmpty)
        #expect(check(schedule).remarks(on: schedule).isEmpty)
    }

    @Test("A scheduled stop holds what follows, as at TI-ONE; one that is past, or can't be read, is a comment")
    func stops() throws {
        func schedule(_ time: String?) -> ImportedSchedule {
            imported(
                platformService([platformJob("day", "0 0 8 * * *", 5)]) { _, info in
                    info.scheduledAction = ScheduledAction()
                    info.scheduledAction?.scheduleStop = true
                    info.scheduledAction?.scheduleStopTime = time
                })
        }
        let armed = schedule("2027-01-26T19:46:22+08:00")
        #expect(
            armed.text.hasSuffix(
                "ScheduleStopTime=2027-01-26T19:46:22+08:00\n"
                    + "# TI-ONE's jobs are not known to start a stopped service: later jobs wait until this file changes.\n"
                    + "StopUntilChanged=yes\n"))
        #expect(check(armed).remarks(on: armed).isEmpty && armed.lost == 0)
        let loaded = try #require(check(armed).loaded.fleet.schedules.first?.scheduledAction)
        #expect(loaded.stopTime.rfc3339() == "2027-01-26T11:46:22Z")
        let past = schedule("2026-01-26T19:46:22+08:00")
        #expect(!past.text.contains("[ScheduledAction]") && past.text.contains("is past") && past.lost == 0)
        for bad in [nil, "", "soon", "2027-01-26T19:46:22"] {
            let bad = schedule(bad)
            #expect(bad.lost == 1 && bad.warnings.count == 1 && !bad.text.contains("[ScheduledAction]"))
        }
    }

    @Test("Names of any kind become names of jobs, each once, and stay in a comment")
    func names() {
        let given: [String?] = [
            "早高峰", "night shift", "night-shift", nil, "", "x\nName=y", String(repeating: "n", count: 90), "odd",
        ]
        let schedule = imported(platformService(given.map { platformJob($0, "0 0 8 * * *", 5) }))
        let jobs = check(schedule).loaded.fleet.schedules.flatMap(\.jobs)
        #expect(jobs.count == given.count && Set(jobs.map(\.name)).count == given.count)
        #expect(jobs.map(\.name).prefix(3) == ["job-1", "night-shift", "night-shift-2"])
        #expect(schedule.text.contains("\"早高峰\""))
    }

    @Test("Whatever TI-ONE holds, the file loads, is about this service, and has each job as a section or as a comment")
    func anything() {
        var random = SplitMix64(seed: 1)
        let pieces = [
            "0", "8", "*", "*/2", "1-5", "?", " ", "  ", "\n", "\t", "[CronScaleJob]", "Name=x", "ServiceId=ms-evil-1",
            "#", ";",
            "\\", "%", "%H", "@daily", "@every 1h", "@date 2027-01-01 08:00", "@at 2027-01-01T08:00:00Z", "TZ=UTC ",
            "L", "W", ",", "-",
            "/", "MON", "早", "\u{2028}", "\u{85}", "\0", "=", "\"", "99999999999999999999", "0 0 8 * * *",
            "0 30 9 1 * 1",
        ]
        func text(_ most: Int) -> String {
            (0..<Int(random.next() % UInt64(most + 1))).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
                .joined()
        }
        func number() -> Int? { [nil, 0, 1, 5, -3, 7, .max][Int(random.next() % 7)] }
        for round in 0..<400 {
            let jobs = (0..<3).map { _ in
                var job = platformJob(text(4), text(8), number(), excluding: [text(8), text(3)])
                (job.minReplicas, job.maxReplicas) = (number(), number())
                return job
            }
            let service = platformService(jobs) { service, info in
                service.serviceGroupName = text(6)
                service.latestVersion = text(3)
                info.instanceType = text(3)
                info.scheduledAction = ScheduledAction()
                info.scheduledAction?.scheduleStop = random.next() % 2 == 0
                info.scheduledAction?.scheduleStopTime = text(3)
            }
            let schedule = imported(service)
            let check = check(schedule)
            #expect(check.loaded.faults.isEmpty, "\(round): \(check.loaded.faults)\n\(schedule.text)")
            let loaded = check.loaded.fleet.schedules.first
            #expect(
                loaded?.serviceId == "ms-chat-1" && loaded?.jobs.count == schedule.jobs, "\(round): \(schedule.text)")
            let told = schedule.text.split(separator: "\n").count {
                $0.hasPrefix("# TI-ONE has:") || $0.hasPrefix("# TI-ONE has the job ")
                    || $0.hasPrefix("# TI-ONE has a job ")
            }
            #expect(told == 3, "\(round): \(schedule.text)")
        }
    }

    @Test("What could not be read of the reply is warned of and counts as lost")
    func unread() {
        let schedule = imported(
            platformService([platformJob("day", "0 0 8 * * *", 5)]),
            unread: ["Service.ServiceInfo.CronScaleJobs.1: odd"])
        #expect(schedule.lost == 1 && schedule.warnings.contains { $0.contains("CronScaleJobs.1") })
    }

    @Test("Another workspace than that of tided.conf is in the file")
    func project() {
        #expect(imported(platformService([]), project: "7").text.contains("\nTiProjectId=7\n"))
    }

    @Test("Services of one name get files of their own")
    func files() {
        var names = FileNames()
        let (first, second) = (platformService([], id: "ms-chat-1"), platformService([], id: "ms-chat-2"))
        #expect(names.next(for: first, isAlone: true) == "chat")
        #expect(names.next(for: second, isAlone: false) == "chat-v2")
        let odd = platformService([], id: "ms-odd-1") { service, _ in service.serviceGroupName = "../a b/聊天" }
        #expect(names.next(for: odd, isAlone: true) == "a-b-聊天")
    }
}

@Suite("How a service leaves TI-ONE's own schedule")
struct AdoptionTests {
    private let jobs = [platformJob("day", "0 0 8 * * *", 8)]

    private func step(
        _ jobs: [TIONE.CronScaleJob], _ change: (inout Service, inout ServiceInfo) -> Void = { _, _ in }
    ) -> Adoption.Step {
        Adoption(of: platformService(jobs, change: change), tiProjectId: nil, at: now).step
    }

    private func reason(_ step: Adoption.Step) -> String {
        if case .impossible(let reason) = step { reason } else { "\(step)" }
    }

    @Test("By SCALE MANUAL with the count that there is, not the schedule's default")
    func manual() {
        let step = step(jobs) { _, info in
            info.replicas = 2
            info.status?.replicas = 5
            info.status?.readyReplicas = 5
        }
        #expect(step == .scale(Modification(serviceId: "ms-chat-1", tiProjectId: nil, change: .replicas(5))))
        guard case .scale(let modification) = step else { return }
        let request = modification.apiRequest
        #expect(request.serviceAction == .scale && request.scaleMode == .manual && request.replicas == 5)
        #expect(request.cronScaleJobs == nil && request.scheduledAction == nil && request.imageInfo == nil)
    }

    @Test("Under bounds by SCALE AUTO with strategy HPA and every observed field of the autoscaler")
    func hpa() {
        let step = step([platformJob("day", "0 0 8 * * *", bounds: 2...6)]) { _, info in
            info.horizontalPodAutoscaler = HorizontalPodAutoscaler(
                minReplicas: 3, maxReplicas: 9, hpaMetrics: [.init(name: "service-qps", value: 40)])
            info.horizontalPodAutoscaler?.scaleDownStabilizationWindowSeconds = 600
        }
        guard case .scale(let modification) = step else { return #expect(Bool(false), "\(step)") }
        let request = modification.apiRequest
        #expect(request.scaleMode == .auto && request.scaleStrategy == .hpa)
        let hpa = request.horizontalPodAutoscaler
        #expect(hpa?.minReplicas == 3 && hpa?.maxReplicas == 9 && hpa?.scaleDownStabilizationWindowSeconds == 600)
        #expect(hpa?.hpaMetrics == [.init(name: "service-qps", value: 40)])
    }

    @Test("HYBRID_PAID carries the prepaid instances, and stays where a count is not sure")
    func hybrid() {
        func hybrid(prepaid: Int?, workload: Int) -> Adoption.Step {
            step(jobs) { service, info in
                service.chargeType = .hybridPaid
                info.hybridBillingPrepaidReplicas = prepaid
                info.status?.replicas = workload
                info.status?.readyReplicas = workload
            }
        }
        for workload in [4, 7] {
            let expected = Modification(
                serviceId: "ms-chat-1", tiProjectId: nil, change: .replicas(4), hybridBillingPrepaidReplicas: 3)
            #expect(hybrid(prepaid: 3, workload: workload) == .scale(expected))
        }
        #expect(reason(hybrid(prepaid: nil, workload: 4)).contains("prepaid instances is unknown"))
        #expect(reason(hybrid(prepaid: 3, workload: 5)).contains("can't be told"))
    }

    @Test("A service that is stopped, changing, or without an autoscaler to keep is left alone, with the reason")
    func impossible() {
        #expect(reason(step(jobs) { service, _ in service.status = .stopped }).contains("RESUME would start it"))
        #expect(reason(step(jobs) { service, _ in service.status = .waiting }).contains("Waiting, not Normal"))
        #expect(reason(step(jobs) { service, _ in service.status = "" }).contains("unknown status"))
        let unready = step(jobs) { _, info in info.status?.readyReplicas = 3 }
        #expect(reason(unready).contains("of the workload 4, ready 3"))
        #expect(reason(step([platformJob("day", "0 0 8 * * *", bounds: 2...6)])).contains("no autoscaler to keep"))
    }

    @Test("Where TI-ONE runs no jobs there is nothing to send; an armed stop is named all the same")
    func nothing() {
        let service = platformService(jobs) { _, info in
            info.scaleMode = .manual
            info.scheduledAction = ScheduledAction()
            info.scheduledAction?.scheduleStop = true
            info.scheduledAction?.scheduleStopTime = "2027-01-26T19:46:22+08:00"
        }
        let adoption = Adoption(of: service, tiProjectId: nil, at: now)
        #expect(adoption.step == .nothingToDo && adoption.armedStop == "2027-01-26T19:46:22+08:00")
        let later = Adoption(of: service, tiProjectId: nil, at: now + .seconds(100 * 86_400))
        #expect(later.armedStop == nil, "one that is past is over")
    }
}
