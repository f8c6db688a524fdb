import Autoscaling
import CivilTime
import Control

/// `by wang since 08:30 until 22:00: reason`
func holdText(_ hold: HoldStatus, _ time: TimeText) -> String {
    let what = "by \(hold.by) since \(time.short(hold.since.instant)), \(endText(hold.until.end, time))"
    let skips = hold.skips ? ", skipping events" : ""
    return hold.reason.isEmpty ? what + skips : "\(what)\(skips): \(hold.reason)"
}

/// `until 22:00`, `until its next event`, `until it is ended`
func endText(_ end: HoldEnd, _ time: TimeText) -> String {
    switch end {
    case .never: "until it is ended"
    case .nextEvent: "until the next event"
    case .instant(let instant): "until \(time.short(instant))"
    }
}
