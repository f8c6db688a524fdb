import CronSchedule

/// The lists of jobs of one load. Services of a fleet are much alike: those with the same jobs share one list, which
/// spares memory and, where many are due at once, the processor's caches; and each job's identity is made once.
struct JobLists {
    private struct Kind: Hashable {
        var schedule: CronExpression
        var zone: String
        var exclusions: [CronExclusion]
    }

    private var lists: [[CronScaleJob]: (jobs: [CronScaleJob], identities: [String])] = [:]
    private var texts: [Kind: String] = [:]

    /// The list that all services with such jobs have, and the jobs' identities.
    mutating func shared(_ jobs: [CronScaleJob]) -> (jobs: [CronScaleJob], identities: [String]) {
        if let known = lists[jobs] { return known }
        let list = (jobs, jobs.map { identity(of: $0) })
        lists[jobs] = list
        return list
    }

    private mutating func identity(of job: CronScaleJob) -> String {
        let kind = Kind(schedule: job.schedule, zone: job.zone.identifier, exclusions: job.exclusions)
        if let known = texts[kind] { return known }
        let text = job.identity
        texts[kind] = text
        return text
    }
}
