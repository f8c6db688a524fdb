import CivilTime
import Control
import CronSchedule
import FoundationEssentials
import Testing

@testable import tidectl

/// What operators read of holds, drops and an API that is away, to the letter.
@Suite struct ReportTests {
    private let time = TimeText(now: (try? Instant(rfc3339: "2026-11-24T12:30:00Z")) ?? .distantPast, zone: .utc)
    private let terminal = Terminal(columns: nil, isUTF8: true)

    private func read<Document: Decodable>(_ text: String) throws -> Document {
        try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    }

    private func event(
        _ job: String, _ target: String, due: String, outcome: String? = nil, ended: String? = nil, reason: String,
        attempts: Int = 0, more: String = ""
    ) -> String {
        let outcome = outcome.map { "\"\($0)\"" } ?? "null"
        let ended = ended.map { "\"2026-11-24T\($0)Z\"" } ?? "null"
        return """
            {"service":"chat","serviceId":"ms-1","job":"\(job)","action":"SCALE","target":"\(target)",\
            "due":"2026-11-24T\(due)Z","attempts":\(attempts),"outcome":\(outcome),"ended":\(ended),\
            "reason":"\(reason)","reasonCode":"x","folded":0\(more)}
            """
    }

    @Test("A stop at one time has no zone, and a service without an event is left as it is")
    func withoutEvent() throws {
        func job(_ name: String) -> String {
            """
            {"job":"\(name)","action":"STOP","target":"stopped","isEnabled":true,"zone":"Europe/Paris","next":null,\
            "last":null,"result":null}
            """
        }
        let status: ServiceStatus = try read(
            """
            {"time":"2026-11-24T12:30:00Z","jobs":[\(job("ScheduledAction")),\(job("night"))],"history":[],\
            "summary":{"service":"chat","serviceId":"ms-1","isEnabled":true,"isDryRun":false,"warnings":[]}}
            """)
        let rows = lines(status).filter { $0.contains("STOP") }
        #expect(rows.map { $0.hasSuffix("Europe/Paris") } == [false, true])
        #expect(try explained(status).contains { $0.hasSuffix("Decided by: no event; the service is left as it is") })
    }

    @Test(
        "Automatic scaling is shown with its bounds, or else with the instances that there are",
        arguments: [
            ("2", "AUTO 2-6"), ("null", "AUTO 4"),
        ])
    func automatic(minimum: String, shown: String) throws {
        let observation = """
            ,"observation":{"status":"Normal","businessStatus":"","scaleMode":"AUTO","replicas":4,"ready":4,\
            "minReplicas":\(minimum),"maxReplicas":6,"chargeType":"","resourceGroupId":"","instanceType":""}
            """
        let lines = lines(try status("\"last\":null", observation))
        #expect(lines.contains { $0.contains("Observed: Normal, \(shown); 5s ago") }, "\(lines)")
    }

    @Test("The event of a call has its time with the offset of the zone that all other times are shown in")
    func callEvent() throws {
        let zone = try TimeZoneRules(identifier: "Asia/Shanghai")
        #expect(
            CallsCommand.shown("run at-noon at 2026-11-24T12:45:00Z", in: zone)
                == "run at-noon at 2026-11-24T20:45:00+08:00")
        #expect(CallsCommand.shown("late at some time", in: zone) == "late at some time")
    }

    private func status(_ summary: String, _ more: String = "") throws -> ServiceStatus {
        try read(
            """
            {"time":"2026-11-24T12:30:00Z","jobs":[],"history":[]\(more),"summary":{"service":"chat",\
            "serviceId":"ms-1","isEnabled":true,"isDryRun":false,"desired":"8","status":"Normal","size":"8","ready":8,\
            "observed":"2026-11-24T12:29:55Z","warnings":[],"next":{"at":"2026-11-24T12:45:00Z","job":"late",\
            "action":"SCALE","target":"2"},\(summary)}}
            """)
    }

    private let pause = """
        "pause":{"by":"ada","reason":"drill","since":"2026-11-24T11:00:00Z","until":"2026-11-24T13:00:00Z","skips":false}
        """

    private func lines(_ status: ServiceStatus) -> [String] {
        ServiceReport(status, time: time, terminal: terminal).lines(legend: false).filter { !$0.isEmpty }
    }

    private func explained(
        _ status: ServiceStatus, history: [String] = [], calls: String = "[]"
    ) throws -> [String] {
        let explanation = Explanation(
            at: time.now, status: status, history: try read("[\(history.joined(separator: ","))]"),
            calls: try read(calls))
        return ExplanationReport(explanation, time: time, terminal: terminal).lines
    }

    @Test(
        "A held event shows in status and explain: what it is, who holds it, why, and what the end of the hold brings")
    func held() throws {
        let noon = event("noon", "5", due: "12:00:00", outcome: "held", reason: "paused by ada")
        let status = try status(
            "\(pause),\"held\":[\(noon)]",
            ",\"release\":{\"at\":\"2026-11-24T13:00:00Z\",\"event\":\(noon),\"goal\":\"5\"}")
        let told = [
            "      Paused: by ada since 11:00, until 13:00: drill",
            "        Held: SCALE 5 of Tue 2026-11-24 12:00:00 UTC (noon)",
            "        Then: at Tue 2026-11-24 13:00:00 UTC, when the pause ends, "
                + "SCALE 5 of Tue 2026-11-24 12:00:00 UTC (noon) is made good at once",
        ]
        #expect(
            lines(status) == [
                "● chat - ms-1", "       State: paused until 13:00, holds SCALE 5 (noon)", "     Desired: 8",
                "    Observed: not yet",
            ] + told + ["        Next: SCALE 2 at Tue 2026-11-24 12:45:00 UTC; 15min left (late), will be held"])
        let morning = event(
            "morning", "8", due: "09:00:00", outcome: "applied", ended: "09:03:00",
            reason: "observed Normal MANUAL 8 (8 ready)", attempts: 1, more: ",\"requestId\":\"r-1\"")
        #expect(
            try explained(status, history: [noon, morning]) == [
                "● chat - ms-1 at Tue 2026-11-24 12:30:00 UTC"
            ] + told + [
                "  Decided by: SCALE 8 (morning), due Tue 2026-11-24 09:00:00 UTC", "     Outcome: applied",
                "        Life: seen in its target Tue 2026-11-24 09:03:00 UTC, 3min 0s after it was due: "
                    + "observed Normal MANUAL 8 (8 ready)",
                "        Next: SCALE 2 at Tue 2026-11-24 12:45:00 UTC; 15min left (late), will be held",
                "       Calls: 1 call, kept no longer; the newest had RequestId r-1",
            ])
    }

    @Test("During a freeze and an override explain names both, the reasons, and the override's calls with RequestIds")
    func override() throws {
        let status = try status(
            """
            "freeze":{"by":"eve","reason":"incident 42","since":"2026-11-24T12:10:00Z","until":"never","skips":false},\
            "override":{"goal":"7","by":"ada","reason":"launch","since":"2026-11-24T12:00:00Z",\
            "until":"2026-11-24T14:00:00Z"}
            """, ",\"release\":{\"at\":null,\"event\":null,\"goal\":\"8\"}")
        let override = event(
            "override", "7", due: "12:00:00", outcome: "applied", ended: "12:00:10", reason: "observed", attempts: 1)
        let call = """
            [{"number":1,"at":"2026-11-24T12:00:00Z","action":"ModifyModelService","event":\
            "override at 2026-11-24T12:00:00Z","attempt":1,"reason":"the service is Normal MANUAL 8, not MANUAL 7",\
            "request":"","latencySeconds":0.012,"requestId":"r-7","outcome":"ok"}]
            """
        #expect(
            try explained(status, history: [override], calls: call) == [
                "● chat - ms-1 at Tue 2026-11-24 12:30:00 UTC",
                "      Frozen: by eve since 12:10, until it is ended: incident 42",
                "    Override: 7 by ada since 12:00, until 14:00: launch",
                "        Then: when the freeze is ended, the service goes back to its schedule: 8, "
                    + "or the newest event due by then",
                "  Decided by: SCALE 7 (override), due Tue 2026-11-24 12:00:00 UTC", "     Outcome: applied",
                "        Life: seen in its target Tue 2026-11-24 12:00:10 UTC, 10s after it was due: observed",
                "        Next: SCALE 2 at Tue 2026-11-24 12:45:00 UTC; 15min left (late), will be held",
                "       Calls: 12:00:00 ModifyModelService: ok in 12 ms, RequestId r-7: "
                    + "the service is Normal MANUAL 8, not MANUAL 7",
            ])
        #expect(lines(status).contains("       State: frozen, overridden: 7 until 14:00"))
        #expect(lines(status).contains("      Frozen: by eve since 12:10, until it is ended: incident 42"))
    }

    @Test("After a drop status and explain tell the same: what was dropped, by whom, and why")
    func dropped() throws {
        let dropped = event(
            "noon", "8", due: "12:00:00", outcome: "dropped", ended: "12:05:00", reason: "by ada: no capacity today")
        let morning = event("morning", "5", due: "09:00:00", outcome: "applied", reason: "observed")
        let status = try status("\"last\":\(dropped)")
        #expect(lines(status).contains("     Desired: 8, but SCALE 8 (noon) was dropped by ada: no capacity today"))
        #expect(
            lines(status).contains(
                "        Last: SCALE 8 of Tue 2026-11-24 12:00:00 UTC (noon): dropped after 5min: by ada: no capacity today"
            ))
        let told = try explained(status, history: [dropped, morning])
        #expect(
            told[1] == "     Dropped: SCALE 8 (noon), due Tue 2026-11-24 12:00:00 UTC, by ada: no capacity today; "
                + "the service stays as it is")
        #expect(told[2] == "  Decided by: SCALE 5 (morning), due Tue 2026-11-24 09:00:00 UTC")
        #expect(!told.contains { $0.hasPrefix(" Passed over:") })
    }

    @Test("The state tells all that bears on the service: what holds it, faults of its file, warnings, and a drop")
    func state() throws {
        func told(_ summary: String) throws -> String { ServiceState(try status(summary).summary, time).text }
        let fault = "\"faults\":[\"/etc/tide/chat.schedule:9:1: [Service] unknown key Wrong=\"]"
        #expect(try told("\"last\":null,\(fault)") == "runs on the last good content of its file")
        #expect(try told("\(pause),\(fault)") == "paused until 13:00; runs on the last good content of its file")
        #expect(
            try lines(status(fault)).contains(
                "      Config: /etc/tide/chat.schedule:9:1: [Service] unknown key Wrong=; the last good content is in force"
            ))
        let dropped = event("noon", "8", due: "12:00:00", outcome: "dropped", reason: "by ada: no capacity")
        #expect(try told("\"last\":\(dropped)") == "SCALE 8 (noon) was dropped by ada: no capacity")
        #expect(try told("\"last\":null") == "ok")
        let open = event("noon", "4", due: "12:00:00", reason: "due")
        #expect(try told("\(pause),\"open\":\(open)") == "paused until 13:00, SCALE 4 (noon) is open")
    }

    @Test("Credentials that can't be had are no API that is away")
    func unsigned() throws {
        let api = """
            ,"api":{"isUnreachable":false,"isUnsigned":true,"failingSince":"2026-11-24T12:20:00Z",\
            "problem":"the metadata service does not answer","lastAnswer":null}
            """
        let text =
            "         API: not asked, for calls can't be signed, since Tue 2026-11-24 12:20:00 UTC: "
            + "the metadata service does not answer (no answer since the start)"
        #expect(lines(try status("\"last\":null", api)).contains(text))
    }

    @Test("An API that is away shows in status: since when, why, and when it answered last")
    func unreachable() throws {
        let api = """
            ,"api":{"isUnreachable":true,"failingSince":"2026-11-24T12:20:00Z","problem":"Connection refused",\
            "lastAnswer":"2026-11-24T12:19:50Z"}
            """
        let text =
            "         API: unreachable since Tue 2026-11-24 12:20:00 UTC: Connection refused "
            + "(last answer Tue 2026-11-24 12:19:50 UTC)"
        let status = try status("\"last\":null", api)
        #expect(lines(status).contains(text))
        #expect(try explained(status).contains(text))
        let fleet: FleetStatus = try read(
            """
            {"version":"1","processId":1,"since":"2026-11-24T12:00:00Z","time":"2026-11-24T12:30:00Z","summary":"",\
            "configurationFaults":[],"isDryRun":false,"isLeader":true,"clock":{"state":"local"},"isDurable":true,\
            "rates":[],"services":[]\(api)}
            """)
        #expect(FleetReport(fleet, terminal: terminal, time: time).lines(legend: false).contains(text))
    }

    @Test("For a time that is past explain tells what decided then, what held the service, and apart what came after")
    func past() throws {
        func row(
            _ job: String, _ target: String, due: String, opened: String? = nil, started: String? = nil,
            accepted: String? = nil, ended: String, outcome: String, reason: String, more: String = ""
        ) -> String {
            let times = [("opened", opened), ("started", started), ("accepted", accepted)].map { name, time in
                ",\"\(name)\":" + (time.map { "\"2026-11-24T\($0)Z\"" } ?? "null")
            }
            return event(
                job, target, due: due, outcome: outcome, ended: ended, reason: reason, attempts: opened == nil ? 0 : 1,
                more: times.joined() + more)
        }
        let morning = row(
            "morning", "8", due: "08:00:00", opened: "08:00:00", started: "08:00:00", accepted: "08:30:00",
            ended: "10:00:05", outcome: "superseded", reason: "by noon",
            more: ",\"supersededBy\":\"noon at 2026-11-24T09:00:00Z\"")
        let tie = row(
            "tie", "3", due: "08:00:00", ended: "08:00:00", outcome: "superseded", reason: "by morning",
            more: ",\"supersededBy\":\"morning at 2026-11-24T08:00:00Z\"")
        let noon = row(
            "noon", "5", due: "09:00:00", opened: "10:00:05", started: "10:00:05", accepted: "10:00:06",
            ended: "10:01:00", outcome: "applied", reason: "observed")
        let holds: PastHolds = try read(
            """
            {"freeze":{"by":"eve","reason":"incident","since":"2026-11-24T08:50:00Z","until":"never","skips":false,\
            "ended":"2026-11-24T10:00:05Z"},"historySince":"2026-09-01T00:00:00Z"}
            """)
        func call(_ number: Int, at: String) -> String {
            """
            {"number":\(number),"at":"2026-11-24T\(at)Z","action":"ModifyModelService","event":\
            "morning at 2026-11-24T08:00:00Z","attempt":1,"reason":"due","request":"","latencySeconds":0.01,\
            "requestId":"r-\(number)","outcome":"ok"}
            """
        }
        func told(_ at: String, due: [String], following: [String]) throws -> [String] {
            let explanation = Explanation(
                at: try Instant(rfc3339: "2026-11-24T\(at)Z"), status: try status("\(pause),\"last\":null"),
                history: try read("[\(due.joined(separator: ","))]"),
                calls: try read("[\(call(1, at: "08:00:00")),\(call(2, at: "09:30:01"))]"),
                past: Explanation.Past(
                    holds: at < "08:50:00" ? try read("{\"historySince\":\"2026-09-01T00:00:00Z\"}") : holds,
                    following: try read("[\(following.joined(separator: ","))]")))
            return ExplanationReport(explanation, time: time, terminal: terminal).lines
        }
        #expect(
            try told("09:30:00", due: [noon, morning, tie], following: []) == [
                "● chat - ms-1 at Tue 2026-11-24 09:30:00 UTC",
                "      Frozen: by eve since 08:50, until it is ended, ended 10:00:05: incident",
                "        Held: SCALE 5 of Tue 2026-11-24 09:00:00 UTC (noon)",
                "  Decided by: SCALE 8 (morning), due Tue 2026-11-24 08:00:00 UTC",
                "     Outcome: open at that time; superseded now",
                "        Life: taken up Tue 2026-11-24 08:00:00 UTC, 0s after it was due",
                "              first call sent Tue 2026-11-24 08:00:00 UTC, 0s after it was due",
                "              accepted Tue 2026-11-24 08:30:00 UTC, 30min after it was due",
                "  Afterwards: superseded Tue 2026-11-24 10:00:05 UTC, 2h 0min after it was due: by noon",
                "        Lost: SCALE 3 (tie), due Tue 2026-11-24 08:00:00 UTC: superseded (by morning)",
                "        Next: SCALE 5 (noon), due Tue 2026-11-24 09:00:00 UTC: applied",
                "       Calls: 08:00:00 ModifyModelService: ok in 10 ms, RequestId r-1: due",
                " Calls after: 09:30:01 ModifyModelService: ok in 10 ms, RequestId r-2: due",
            ])
        let down = try told(
            "08:40:00",
            due: [
                row(
                    "early", "5", due: "08:20:00", opened: "09:00:00", ended: "09:01:00", outcome: "applied",
                    reason: "observed"),
                morning,
            ], following: [])
        #expect(
            down.contains("Not taken up: SCALE 5 of Tue 2026-11-24 08:20:00 UTC (early)"), "missed, and held by nobody")
        let early = try told("08:10:00", due: [morning, tie], following: [noon])
        #expect(!early.contains { $0.contains("Frozen:") || $0.contains("Paused:") || $0.contains("Held:") })
        #expect(early.contains("        Next: SCALE 5 (noon), due Tue 2026-11-24 09:00:00 UTC: applied"))
        #expect(early.contains("              first call sent Tue 2026-11-24 08:00:00 UTC, 0s after it was due"))
        #expect(early.contains("  Afterwards: accepted Tue 2026-11-24 08:30:00 UTC, 30min after it was due"))
        #expect(
            try told("07:00:00", due: [], following: [noon, morning, tie]) == [
                "● chat - ms-1 at Tue 2026-11-24 07:00:00 UTC",
                "  Decided by: not known: the history has no event by then; it is kept since Tue 2026-09-01 00:00:00 UTC",
                "        Next: SCALE 8 (morning), due Tue 2026-11-24 08:00:00 UTC: superseded",
            ])
    }

    @Test("What an open event waits for does not say its action twice")
    func once() throws {
        let open = event("noon", "4", due: "12:00:00", reason: "due")
        let status = try status("\"open\":\(open),\"waits\":\"SCALE 4 was answered ResourceInsufficient\"")
        #expect(ServiceState(status.summary, time).text == "SCALE 4 was answered ResourceInsufficient")
    }
}
