public import Autoscaling

/// One job of one service: a row of `tidectl list`.
public struct TimerRow: Hashable, Codable, Sendable {
    /// The file's stem.
    public var service: String
    public var serviceId: String
    /// The job's name, or `ScheduledAction`.
    public var job: String
    /// `SCALE`, `STOP` or `RESUME`.
    public var action: String
    /// `8`, `2-6`, `stopped` or `running`.
    public var target: String
    /// When it fires next, exclusions considered.
    @OrNull public var next: Timestamp?
    /// When it fired last.
    @OrNull public var last: Timestamp?
    /// How that ended, as in ``HistoryEntry/outcome``; `open` while it has not.
    @OrNull public var result: String?

    init(_ service: ServiceSnapshot, _ job: ServiceSnapshot.Job) {
        self.service = service.name
        serviceId = service.serviceId
        self.job = job.cause.description
        action = job.target.action.rawValue
        target = job.target.word
        next = Timestamp(job.next)
        last = Timestamp(job.last)
        result = job.result
    }
}

extension [TimerRow] {
    /// By next firing, those that will not fire last; then by service and the order of its file.
    ///
    /// - Parameter all: with the jobs that will not fire.
    public init(_ snapshot: FleetSnapshot, all: Bool) {
        let rows = snapshot.services.flatMap { service in service.jobs.map { TimerRow(service, $0) } }
        self = rows.enumerated()
            .filter { all || $0.element.next != nil }
            .sorted { a, b in
                switch (a.element.next, b.element.next) {
                case (let first?, let second?) where first != second: first < second
                case (_?, nil): true
                case (nil, _?): false
                default: a.offset < b.offset
                }
            }
            .map(\.element)
    }
}

extension Target {
    /// As in TIDE_TARGET: `8`, `2-6`, `stopped` or `running`.
    var word: String { size.map(\.description) ?? (self == .stop ? "stopped" : "running") }
}
