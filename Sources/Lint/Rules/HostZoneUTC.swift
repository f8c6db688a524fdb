import Autoscaling
import CronSchedule
import TideConfiguration

/// Jobs that go by a host's zone which is UTC.
struct HostZoneUTC: FleetRule {
    let name = "host-zone-utc"

    func findings(in subject: Subject) -> [Finding] {
        guard subject.hostZone.isUTC else { return [] }
        let affected = subject.schedules.filter(\.usesHostTimeZone).flatMap { loaded in
            zip(loaded.schedule.jobs, loaded.file.jobs).filter { job, section in
                job.isEnabled && job.schedule.timeZoneIdentifier == nil && !job.schedule.isOnce
                    && !section.has(.timeZone)
            }.map { (loaded.schedule.name, $0.0.name, $0.1) }
        }
        guard let (schedule, job, section) = affected.first else { return [] }
        let others = affected.count - 1
        let rest = others == 0 ? "goes" : others == 1 ? "and another job go" : "and \(others) other jobs go"
        return [
            Finding(
                .warning, at: section.location(of: .schedule),
                "\(schedule): \(job) \(rest) by the host's time zone, which is UTC",
                why:
                    "08:30 is then half past eight in UTC, 16:30 in Shanghai; cloud hosts are often set to UTC unasked.",
                fix: "Set TimeZone=, for example Asia/Shanghai, in [Schedule] of tided.conf or in [Service]; "
                    + "TimeZone=UTC if that is meant.")
        ]
    }
}
