import Autoscaling
import CivilTime
import CronSchedule
import TideConfiguration

/// When a job fires in the time that is looked at.
struct FiringList: Sendable {
    struct Firing {
        var instant: Instant
        var nominal: CivilDateTime
        var isExcluded: Bool
    }

    /// Two a day for more than two years; jobs that fire more often repeat themselves soon.
    static let mostFirings = 2000

    let firings: [Firing]
    /// Whether there are more firings before the end than were looked at.
    let isCutShort: Bool
    /// The seconds of a day in UTC at which it fires; nil where there are many.
    private let secondsOfDay: [Int64]?

    init(_ job: CronScaleJob, after start: Instant, upTo end: Instant) {
        var firings: [Firing] = []
        // Once a day, as most jobs do.
        firings.reserveCapacity(min(Self.mostFirings, 750))
        var seconds: [Int64]? = []
        let exclusions = job.exclusions
        job.schedule.forEachFiring(after: start, upTo: end, in: job.zone) { firing in
            let nominal = firing.nominal
            let isExcluded = !exclusions.isEmpty && exclusions.contains { $0.matches(nominal) }
            firings.append(Firing(instant: firing.instant, nominal: nominal, isExcluded: isExcluded))
            let second = firing.instant.secondsSince1970 % 86_400
            if seconds?.contains(second) == false { seconds?.append(second) }
            if (seconds?.count ?? 0) > 8 { seconds = nil }
            return firings.count < Self.mostFirings
        }
        self.firings = firings
        secondsOfDay = seconds
        isCutShort = firings.count == Self.mostFirings
    }

    /// Whether both have a firing at one instant, excluded or not.
    func sharesInstant(with other: FiringList) -> Bool {
        // Mostly the times of day tell.
        if let mine = secondsOfDay, let others = other.secondsOfDay, !mine.contains(where: others.contains) {
            return false
        }
        return firings.withUnsafeBufferPointer { a in
            other.firings.withUnsafeBufferPointer { b in
                // Both are in order.
                var (i, j) = (a.startIndex, b.startIndex)
                while i < a.endIndex, j < b.endIndex {
                    let (first, second) = (a[i].instant, b[j].instant)
                    if first == second { return true }
                    if first < second { i += 1 } else { j += 1 }
                }
                return false
            }
        }
    }
}

/// The times of all jobs: those that fire alike, as the jobs of a fleet often do, share one list.
struct FiringLists: Sendable {
    private struct Pattern: Hashable, Sendable {
        var schedule: CronExpression
        var zone: TimeZoneRules
        var exclusions: [CronExclusion]

        init(_ job: CronScaleJob) {
            (schedule, zone, exclusions) = (job.schedule, job.zone, job.exclusions)
        }
    }

    private let start: Instant
    private let end: Instant
    /// Of those only that several jobs have: a list is long, and better let go after its job where nobody shares it.
    private let shared: [Pattern: FiringList]

    init(_ schedules: [LoadedSchedule], after start: Instant, upTo end: Instant) {
        self.start = start
        self.end = end
        let jobs = Dictionary(grouping: schedules.lazy.flatMap(\.schedule.jobs), by: Pattern.init)
        let several = jobs.values.filter { $0.count > 1 }.compactMap(\.first)
        let lists = several.concurrentMap { FiringList($0, after: start, upTo: end) }
        shared = Dictionary(zip(several.map(Pattern.init), lists)) { first, _ in first }
    }

    subscript(job: CronScaleJob) -> FiringList {
        shared[Pattern(job)] ?? FiringList(job, after: start, upTo: end)
    }
}
