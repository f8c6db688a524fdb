import CivilTime
import CronSchedule
import TIONE

/// One of TI-ONE's jobs as sections of a schedule file, or as a comment where it can't be said in one.
struct ImportedJob {
    /// One `[CronScaleJob]`.
    struct Section {
        var name: String
        var schedule: String
        var exclusions: [String]
    }

    /// TI-ONE's own name, as far as it has one.
    let originalName: String
    /// What the job does, in the keys of tide.schedule(5): `TargetReplicas=8`.
    private(set) var target: [String] = []
    /// Whether it gives bounds to the horizontal autoscaler.
    private(set) var setsBounds = false
    /// Empty where ``lost`` says why.
    private(set) var sections: [Section] = []
    /// What differs from TI-ONE's words, a sentence each.
    private(set) var remarks: [String] = []
    /// Exclusions that stay away, each with the reason, and whether TI-ONE may exclude something by it.
    private(set) var droppedExclusions: [(text: String, reason: String, isLost: Bool)] = []
    /// Why the job can't be said in a schedule file.
    private(set) var lost: String?
    private let job: TIONE.CronScaleJob

    /// - Parameter name: of the section, unique in the file.
    init(_ job: TIONE.CronScaleJob, named name: String, zone: TimeZoneRules, at now: Instant) {
        self.job = job
        originalName = job.name ?? ""
        do throws(Inexpressible) {
            try takeTarget()
            let schedule = try PlatformExpression(job.schedule ?? "", use: .schedule, in: zone)
            remarks += schedule.changes
            try takeSections(schedule.texts, name, zone, now)
        } catch {
            sections = []
            lost = error.reason
        }
    }

    /// All that TI-ONE holds of it, each of its values with ``fixedSpace`` for spaces.
    var original: String {
        var parts: [String] = ["Schedule=\(job.schedule ?? "")"]
        if let count = job.targetReplicas { parts.append("TargetReplicas=\(count)") }
        if let count = job.minReplicas { parts.append("MinReplicas=\(count)") }
        if let count = job.maxReplicas { parts.append("MaxReplicas=\(count)") }
        parts += (job.excludeDates ?? []).map { "ExcludeDates=\($0)" }
        return parts.map { part in
            String(String.UnicodeScalarView(part.unicodeScalars.map { $0 == " " ? Self.fixedSpace : $0 }))
        }.joined(separator: ", ")
    }

    private mutating func takeTarget() throws(Inexpressible) {
        // The API sends 0 where a number does not apply: bounds of 0 are none, and a target of 0 beside bounds is none.
        let bounds = [job.minReplicas, job.maxReplicas].compactMap { $0 }.filter { $0 != 0 }
        if bounds.isEmpty {
            guard let count = job.targetReplicas else { throw Inexpressible("it has no target") }
            guard Self.counts.contains(count) else {
                throw Inexpressible("TargetReplicas=\(count) is no number of instances")
            }
            target = ["TargetReplicas=\(count)"]
            return
        }
        if let count = job.targetReplicas, count != 0 {
            throw Inexpressible(
                "it has both TargetReplicas=\(count) and bounds, and a job of Tide's has one of them: "
                    + "which one TI-ONE goes by its reference does not say")
        }
        guard let minimum = job.minReplicas, let maximum = job.maxReplicas, minimum >= 1, minimum <= maximum,
            Self.counts.contains(maximum)
        else {
            let shown = [job.minReplicas, job.maxReplicas].map { $0.map(String.init) ?? "none" }
            throw Inexpressible("its bounds, \(shown[0]) to \(shown[1]), are none: 1 or more, and the lower one first")
        }
        target = ["MinReplicas=\(minimum)", "MaxReplicas=\(maximum)"]
        setsBounds = true
    }

    /// Where a comment is not broken; it becomes a space there.
    static let fixedSpace: Unicode.Scalar = "\u{A0}"

    /// As tide.schedule(5) has it.
    private static let counts = 0...100_000

    private mutating func takeSections(
        _ schedules: [String], _ name: String, _ zone: TimeZoneRules, _ now: Instant
    ) throws(Inexpressible) {
        let names = schedules.count == 1 ? [name] : ["\(name)-by-date", "\(name)-by-weekday"]
        for (text, name) in zip(schedules, names) {
            guard let expression = try? CronExpression(text) else { throw Inexpressible("\(text) can't be read") }
            let zone = expression.timeZoneIdentifier.flatMap { try? TimeZoneRules(identifier: $0) } ?? zone
            guard expression.next(after: now, in: zone) != nil else { throw Inexpressible("its time is past") }
            sections.append(Section(name: name, schedule: text, exclusions: []))
        }
        for text in job.excludeDates ?? [] { takeExclusion(text, zone, now) }
    }

    /// Puts an exclusion into the sections from which it takes something.
    private mutating func takeExclusion(_ text: String, _ zone: TimeZoneRules, _ now: Instant) {
        let read: PlatformExpression
        do {
            read = try PlatformExpression(text, use: .exclusion, in: zone)
        } catch {
            return droppedExclusions.append((text, error.reason, true))
        }
        var isOfUse = false
        for line in read.texts {
            guard let exclusion = try? CronExclusion(line) else { continue }
            for index in sections.indices where takesAway(exclusion, from: sections[index].schedule, zone, now) {
                if !sections[index].exclusions.contains(line) { sections[index].exclusions.append(line) }
                isOfUse = true
            }
        }
        if isOfUse {
            remarks += read.changes
        } else {
            droppedExclusions.append(
                (
                    text,
                    "it names no time at which the job fires in the next two years; whole days are excluded by * for "
                        + "second, minute and hour, as in * * * 1-7 10 *",
                    false
                ))
        }
    }

    /// Whether any firing of the next two years, or of the next 2,000 times, is excluded: what `verify` goes by.
    private func takesAway(
        _ exclusion: CronExclusion, from text: String, _ zone: TimeZoneRules, _ now: Instant
    ) -> Bool {
        guard let schedule = try? CronExpression(text), exclusion.sharesTimeOfDay(with: schedule) else { return false }
        let zone = schedule.timeZoneIdentifier.flatMap { try? TimeZoneRules(identifier: $0) } ?? zone
        let end = now + .seconds(731 * 86_400)
        var next = schedule.nextFiring(after: now, in: zone)
        for _ in 0..<2000 {
            guard let firing = next, firing.instant <= end else { return false }
            if exclusion.matches(firing.nominal) { return true }
            next = schedule.nextFiring(after: firing.instant, in: zone)
        }
        // Frequent jobs are not looked at to the end: better one line too many than one exclusion lost.
        return true
    }
}
