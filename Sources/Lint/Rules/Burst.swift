import Autoscaling
import CivilTime
import CronSchedule
import TideConfiguration

/// More events at one time than the rate of calls lets out within a minute.
struct Burst: FleetRule {
    let name = "burst"

    private static let longestDelay: Duration = .seconds(60)

    func findings(in subject: Subject) -> [Finding] {
        let rate = subject.configuration.fleet.settings.rateLimit
        guard let worst = worst(subject.dueSoon, rate: rate), worst.delay >= Self.longestDelay else { return [] }
        let zone = subject.schedules.first?.schedule.jobs.first?.zone
        let shown = worst.start.rfc3339(offset: zone?.offset(at: worst.start) ?? 0)
        let file = subject.configuration.daemonFile
        return [
            Finding(
                .warning,
                at: file?.section(.api)?.location(of: .rateLimit) ?? SourceLocation(path: file?.path ?? "tided.conf"),
                "\(worst.count) events from \(shown) on need a call each; at RateLimit=\(rate) the last one is made "
                    + "\(TimeSpan.format(.seconds(worst.delay.components.seconds))) late",
                why:
                    "The API takes only so many calls a second of each action; the rest wait, those that give capacity first.",
                fix: "Spread the jobs over several minutes, or ask for a higher limit and raise RateLimit=.")
        ]
    }

    /// The stretch of waiting calls in which one waits longest.
    private func worst(_ instants: [Instant], rate: Int) -> (start: Instant, count: Int, delay: Duration)? {
        let gap = Duration.seconds(1) / max(1, rate)
        var worst: (start: Instant, count: Int, delay: Duration)?
        var stretch: (start: Instant, count: Int, delay: Duration)?
        var free = Instant.distantPast
        for instant in instants {
            if let current = stretch, instant < free {
                stretch = (current.start, current.count + 1, free - instant)
            } else {
                stretch = (instant, 1, .zero)
                free = instant
            }
            free = free + gap
            if let stretch, worst.map({ stretch.delay > $0.delay }) ?? true { worst = stretch }
        }
        return worst
    }
}
