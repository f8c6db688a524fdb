import CivilTime

/// One walk through all pages of DescribeModelServiceGroups: the cheap way to observe many services.
struct Sweep: Sendable {
    static let pageSize = 100
    /// A walk ends here whatever TotalCount says: 100,000 groups.
    static let mostPages = 1000

    /// Counts sweeps, so that a page of an older one is told from those of this one.
    var number = 0
    var isRunning = false
    var startedAt = MonotonicInstant(nanosecondsSinceBoot: 0)
    /// `TotalCount` of the newest page.
    var totalCount = 0
    var requestedPages = 0
    var pendingOffsets: [Int] = []
    var outstanding = 0
    var hasFailed = false
    var failures = 0
    /// Why the newest page failed.
    var problem = ""
    /// The key may not list services: they are asked for by name.
    var isRefused = false
    /// By the place in the lists, the service that stood there last, for a guess.
    var places: [Int32] = []
    /// Running services without a schedule, with their groups.
    var others: [(serviceId: String, serviceGroupId: String)] = []
    /// A service's ``ServiceState/otherVersion`` is set.
    var hasNamedOthers = false
    var nextAt = MonotonicInstant(nanosecondsSinceBoot: 0)
}
