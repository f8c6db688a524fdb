import Autoscaling
import CivilTime
import Control
import CronSchedule
import Simulation

/// The days of a fleet as a table of its events, what befell it, and a closing line.
struct SimulateReport {
    private let story: FleetStory
    private let zone: TimeZoneRules

    init(_ story: FleetStory, zone: TimeZoneRules) {
        self.story = story
        self.zone = zone
    }

    func lines(_ output: OutputOptions) -> [String] {
        var table = Table([
            .init("DUE"), .init("SERVICE", minimum: 8), .init("JOB", dispensability: 1, minimum: 8), .init("TARGET"),
            .init("OUTCOME"), .init("READY AFTER", dispensability: 2, isRight: true),
            .init("CALLS", dispensability: 3, isRight: true), .init("REASON", dispensability: 4, minimum: 20),
        ])
        for event in story.events {
            let row = event.occurrence
            table.add([
                Table.Cell(due(row.id.instant)), Table.Cell(event.service), Table.Cell("\(row.id.cause)"),
                Table.Cell("\(row.target)"), Table.Cell(row.outcome?.word ?? "open", style(of: row.outcome)),
                Table.Cell(delay(row)), Table.Cell(HistoryEntry(row, service: nil).callsText),
                Table.Cell(row.reason.sentence),
            ])
        }
        var lines = table.lines(for: output.terminal, legend: !output.noLegend)
        if !story.faults.isEmpty {
            lines += ["", "What befell it:"] + story.faults.map { "  \($0)" }
        }
        return output.noLegend ? lines : lines + ["", closing]
    }

    private var closing: String {
        let settled = story.events.count { event in
            switch event.occurrence.outcome {
            case .applied, .alreadyThere: true
            default: false
            }
        }
        let failed = story.events.count { event in
            switch event.occurrence.outcome {
            case .failed, .stuck: true
            default: false
            }
        }
        return "\(story.events.count) events, \(settled) in their target, \(failed) failed or stuck, "
            + "\(story.summary.changes) changes called for"
    }

    private func due(_ instant: Instant) -> String {
        instant.rfc3339(offset: zone.offset(at: instant))
    }

    /// From the due time until the service was seen in its target.
    private func delay(_ row: Occurrence) -> String {
        switch row.outcome {
        case .applied, .alreadyThere:
            guard let ended = row.endedAt else { return "" }
            let seconds = max(0, (ended - row.id.instant).nanoseconds / 1_000_000_000)
            if seconds < 60 { return "\(seconds) s" }
            return seconds < 3_600
                ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3_600) h \(seconds / 60 % 60) min"
        default: return ""
        }
    }

    private func style(of outcome: Outcome?) -> Style {
        switch outcome {
        case .failed, .stuck: .red
        default: .plain
        }
    }
}
