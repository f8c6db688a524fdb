import CronSchedule

/// Identities of the jobs of one load: a fleet has many jobs of few kinds, so each text is made and kept once.
struct JobIdentities {
    private struct Kind: Hashable {
        var schedule: CronExpression
        var zone: String
        var exclusions: [CronExclusion]
    }

    private var texts: [Kind: String] = [:]

    mutating func identities(of jobs: [CronScaleJob]) -> [String] {
        jobs.map { job in
            let kind = Kind(schedule: job.schedule, zone: job.zone.identifier, exclusions: job.exclusions)
            if let known = texts[kind] { return known }
            let text = job.identity
            texts[kind] = text
            return text
        }
    }
}
