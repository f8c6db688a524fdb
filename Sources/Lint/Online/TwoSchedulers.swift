import Autoscaling
import TideConfiguration

/// A service on which TI-ONE acts by the clock itself.
struct TwoSchedulers: OnlineRule {
    let name = "two-schedulers"

    func findings(
        in checked: CheckedSchedule, seen: Observation, _ facts: OnlineFacts, _ subject: Subject
    ) -> [Finding] {
        var findings: [Finding] = []
        if seen.isAuto, seen.scaleStrategy == "CRON", seen.cronScaleJobs > 0 {
            let jobs = seen.cronScaleJobs == 1 ? "a CronScaleJob" : "\(seen.cronScaleJobs) CronScaleJobs"
            findings.append(
                Finding(
                    .warning, at: checked.location(.serviceId),
                    "\(checked.schedule.name): TI-ONE itself runs \(jobs) of \(seen.serviceId)",
                    why: "Two schedulers act on one service, and whichever comes later wins.",
                    fix: "Take it off TI-ONE's schedule: tidectl import \(seen.serviceId) --adopt."))
        }
        if seen.schedulesStop {
            findings.append(
                Finding(
                    .warning, at: checked.location(.serviceId),
                    "\(checked.schedule.name): TI-ONE itself will stop \(seen.serviceId) at a time of its own (ScheduledAction)",
                    why: checked.schedule.scheduledAction == nil
                        ? "The service goes down although nothing in this schedule says so."
                        : "It stops at TI-ONE's time even where this schedule's stop is moved or removed.",
                    fix: "Switch the scheduled stop off in the console, on the service's page; no other way clears it.")
            )
        }
        return findings
    }
}
