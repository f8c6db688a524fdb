import Autoscaling
import CronSchedule
import TideConfiguration

/// Jobs that go by a host's zone which is UTC.
struct HostZoneUTC: Rule {
    let name = "host-zone-utc"

    func findings(in subject: Subject) -> [Finding] {
        guard subject.hostZone.isUTC else { return [] }
        let affected = subject.schedules.filter(\.loaded.usesHostTimeZone).flatMap { checked in
            checked.jobs.filter { job in
                job.job.isEnabled && job.job.schedule.timeZoneIdentifier == nil && !job.job.schedule.isOnce
                    && job.section.values(of: .timeZone).isEmpty
            }.map { (checked, $0) }
        }
        guard let (checked, first) = affected.first else { return [] }
        let others = affected.count - 1
        let rest = others == 0 ? "goes" : others == 1 ? "and another job go" : "and \(others) other jobs go"
        return [
            Finding(
                .warning, at: first.location(.schedule),
                "\(checked.name(first)) \(rest) by the host's time zone, which is UTC",
                why:
                    "08:30 is then half past eight in UTC, 16:30 in Shanghai; cloud hosts are often set to UTC unasked.",
                fix: "Set TimeZone=, for example Asia/Shanghai, in [Schedule] of tided.conf or in [Service]; "
                    + "TimeZone=UTC if that is meant.")
        ]
    }
}
