import Autoscaling
import CivilTime
import TideConfiguration

/// Two events of a service in one instant that want different things.
struct Collision: ScheduleRule {
    let name = "collision"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        guard checked.hasSharedInstants else { return [] }
        var counts: [Pair: Int] = [:]
        var firsts: [(pair: Pair, instant: Instant)] = []
        var rest = checked.events()[...]
        while let first = rest.first {
            let group = rest.prefix { $0.instant == first.instant }
            rest = rest.dropFirst(group.count)
            guard group.count > 1, let winner = group.last else { continue }
            for loser in group.dropLast() where conflict(loser.target, winner.target) {
                let pair = Pair(loser: loser.job, winner: winner.job)
                if counts[pair] == nil { firsts.append((pair, winner.instant)) }
                counts[pair, default: 0] += 1
            }
        }
        return firsts.map { pair, instant in finding(checked, pair, first: instant, count: counts[pair] ?? 1) }
    }

    /// Whether the loser's target doesn't come about. A RESUME and a size add up to one state, whichever is last.
    private func conflict(_ loser: Target, _ winner: Target) -> Bool {
        if loser == winner { return false }
        return !(loser == .resume && winner.givesCapacity || winner == .resume && loser.givesCapacity)
    }

    private func finding(_ checked: CheckedSchedule, _ pair: Pair, first: Instant, count: Int) -> Finding {
        let more = count == 1 ? "" : count == 2 ? " and once more" : " and \(count - 1) more times"
        let winner = name(pair.winner, in: checked)
        return Finding(
            .warning, at: location(pair.loser, in: checked),
            "\(checked.schedule.name): \(name(pair.loser, in: checked)) and \(winner) are due together at "
                + "\(checked.shown(first))\(more); \(winner) wins",
            why: "Of the events of one service in one instant only the last counts.",
            fix: "Move one of them, or exclude it at that time.")
    }

    private func name(_ job: Int?, in checked: CheckedSchedule) -> String {
        guard let job else { return "the scheduled stop" }
        return "\(checked.jobs[job].job.name) (\(checked.jobs[job].job.target))"
    }

    private func location(_ job: Int?, in checked: CheckedSchedule) -> SourceLocation {
        guard let job else { return checked.location(.scheduleStopTime, in: .scheduledAction) }
        return checked.jobs[job].location(.schedule)
    }

    private struct Pair: Hashable {
        var loser: Int?
        var winner: Int?
    }
}
