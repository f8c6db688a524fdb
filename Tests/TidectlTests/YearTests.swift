import Autoscaling
import CivilTime
import CronSchedule
import Simulation
import Testing
import TideConfiguration

@testable import tidectl

/// A year of twelve services through both clock changes of three zones, twice: as `tidectl plan` foretells it, and as
/// the simulated world leaves it behind, with delays everywhere and a daemon that is killed a hundred times.
///
/// What is compared comes from two ends. The plan is what people are shown. Of the world only the rows of its store and
/// the changes that its cloud took are looked at.
@Suite("A year") struct YearTests {
    private let plan: Plan
    private let evidence: FleetEvidence
    private let fleet: FleetConfiguration

    init() throws {
        let year = try Year.shared.get()
        (plan, evidence, fleet) = (year.plan, year.evidence, year.fleet)
    }

    @Test("Each event of the plan is a row of the store, with the same outcome for the same reason, and no other is")
    func events() {
        let names = Dictionary(uniqueKeysWithValues: fleet.schedules.map { ($0.serviceId, $0.name) })
        let planned = plan.events.map { event in
            "\(event.at.rfc3339()) \(event.service) \(event.job): \(event.action) \(event.target), \(event.outcome) "
                + (event.remarks.first { Self.tellsReason($0) } ?? "")
        }
        let happened = evidence.rows.map { row in
            "\(row.id.instant.rfc3339()) \(names[row.id.serviceId] ?? "") \(row.id.cause): \(row.target.action.rawValue) "
                + "\(row.target.size?.description ?? (row.target == .stop ? "stopped" : "running")), "
                + "\(row.outcome?.word ?? "open") \(Self.reason(row.outcome))"
        }
        #expect(planned.count > 4_000)
        expectSame(planned.sorted(), happened.sorted())
        // Without the kills the year would be no test of a daemon.
        #expect(evidence.starts > 90)
    }

    @Test("The cloud was asked for what the plan says, when it says so, and for nothing else")
    func changes() {
        var complaints: [String] = []
        for service in plan.services {
            // Between two events of a service the cloud has the size that the plan shows.
            var level = Plan.Level(count: 1)
            var running = level
            var changes = evidence.changes.filter { $0.modification.serviceId == service.serviceId }[...]
            let events = plan.events.filter { $0.service == service.name }
            for (index, event) in events.enumerated() {
                let next = events.indices.contains(index + 1) ? events[index + 1].at : .distantFuture
                if next == event.at { continue }
                let place = "\(service.name) after \(event.at.rfc3339())"
                var taken = 0
                while let change = changes.first, change.at < next {
                    changes.removeFirst()
                    taken += 1
                    if change.at < event.at || change.at - event.at > .seconds(240) {
                        complaints.append("\(place): \(change.modification) at \(change.at.rfc3339())")
                    }
                    level = change.modification.change.level(after: running)
                    if level != .stopped { running = level }
                }
                // More than planned where a kill came between a call and what was learnt of it.
                if (taken == 0) != (events.filter { $0.at == event.at }.allSatisfy { $0.calls == 0 }) {
                    complaints.append("\(place): \(taken) changes, and the plan has \(event.calls)")
                }
                if let planned = service.level(at: min(next, plan.to) - .seconds(1)), planned != level {
                    complaints.append("\(place): the cloud has \(level.text), and the plan \(planned.text)")
                }
            }
            if let change = changes.first { complaints.append("\(service.name): \(change) before all events") }
        }
        #expect(
            complaints.isEmpty, "\(complaints.count) differences:\n\(complaints.prefix(20).joined(separator: "\n"))")
    }

    @Test("Where clocks change, both are at the times that a calendar gives")
    func clockChanges() {
        // By the zones' rules, worked out by hand.
        let expected = [
            // 02:30 in Berlin does not exist: right after the gap, at 03:00 CEST.
            "2027-03-28T01:00:00Z berlin-gap early", "2027-03-29T00:30:00Z berlin-gap early",
            // 02:30 in Berlin comes twice: at the first, CEST.
            "2027-10-31T00:30:00Z berlin-gap early", "2027-11-01T01:30:00Z berlin-gap early",
            // Every hour that people see: 02:15 CEST and 02:15 CET.
            "2027-10-31T00:15:00Z berlin-hours up", "2027-10-31T01:15:00Z berlin-hours up",
            // 02:30 in New York does not exist: at 03:00 EDT.
            "2027-03-14T07:00:00Z newyork-gap night",
            // 01:30 in New York comes twice: at the first, EDT.
            "2027-11-07T05:30:00Z newyork-twice ebb", "2027-11-08T06:30:00Z newyork-twice ebb",
            // Lord Howe: 02:15 does not exist, and 01:45 comes twice half an hour apart.
            "2027-10-02T15:30:00Z lordhowe gap", "2027-04-03T14:45:00Z lordhowe twice",
            // 02:00 in Berlin does not touch Shanghai but by its own clock.
            "2027-01-07T01:00:00Z shanghai-ties berlin", "2027-07-01T00:00:00Z shanghai-ties berlin",
        ]
        let planned = Set(plan.events.map { "\($0.at.rfc3339()) \($0.service) \($0.job)" })
        for line in expected { #expect(planned.contains(line), "\(line)") }
        // Of the two Sundays one has 23 hours, the other 25.
        func hours(from: String, to: String) -> Int {
            plan.events.count {
                $0.service == "berlin-hours" && $0.job == "up" && from <= $0.at.rfc3339() && $0.at.rfc3339() < to
            }
        }
        #expect(hours(from: "2027-03-27T23:00:00Z", to: "2027-03-28T22:00:00Z") == 23)
        #expect(hours(from: "2027-10-30T22:00:00Z", to: "2027-10-31T23:00:00Z") == 25)
    }

    private static func tellsReason(_ remark: String) -> Bool {
        remark.hasSuffix(" wins") || remark.hasPrefix("excluded by ")
    }

    private static func reason(_ outcome: Outcome?) -> String {
        switch outcome {
        case .superseded(let newer): "\(newer.cause) wins"
        case .excluded(let line): "excluded by \(line)"
        default: ""
        }
    }

    /// One message for the first few differences, not one for each of ten thousand lines.
    private func expectSame(_ planned: [String], _ happened: [String]) {
        let difference = happened.difference(from: planned)
        let lines = difference.prefix(20).map { change in
            switch change {
            case .remove(_, let line, _): "only planned:  \(line)"
            case .insert(_, let line, _): "only happened: \(line)"
            }
        }
        #expect(difference.isEmpty, "\(difference.count) differences:\n\(lines.joined(separator: "\n"))")
    }
}

/// Worked out once for all tests.
private struct Year {
    let plan: Plan
    let evidence: FleetEvidence
    let fleet: FleetConfiguration

    static let shared = Result { try Year() }

    private init() throws {
        var files = OverlayFiles()
        for (name, text) in YearFleet.files { files.contents["/year/\(name)"] = .bytes(Array(text.utf8)) }
        let loaded = loadConfiguration(
            directories: ["/year"], host: HostFacts(name: "host", timeZone: .utc), files: files)
        try #require(loaded.faults.isEmpty, "\(loaded.faults)")
        fleet = loaded.fleet
        try #require(fleet.schedules.count == 12)
        let observed = fleet.schedules.map { schedule in
            var seen = Observation(serviceId: schedule.serviceId)
            seen.status = .normal
            seen.chargeType = "POSTPAID_BY_HOUR"
            (seen.replicas, seen.readyReplicas) = (1, 1)
            seen.hpa = HpaSettings(
                minReplicas: 1, maxReplicas: 1, metrics: [HpaMetric(name: "gpu-util", value: 60)])
            return seen
        }
        let from = try Instant(rfc3339: "2026-12-01T12:00:00Z")
        let to = try Instant(rfc3339: "2027-12-01T12:00:00Z")
        plan = Plan(of: fleet, from: from, to: to, observed: observed)
        evidence = try FleetWorld.evidence(of: fleet, from: from, to: to, observed: observed, seed: 1, crashes: 100)
    }
}

extension Modification.Change {
    fileprivate func level(after running: Plan.Level) -> Plan.Level {
        switch self {
        case .stop: .stopped
        case .resume: running
        case .replicas(let count): Plan.Level(count: count)
        case .hpa(let hpa): Plan.Level(minimum: hpa.minReplicas, maximum: hpa.maxReplicas)
        }
    }
}
