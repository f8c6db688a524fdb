import CivilTime
import CronSchedule

// The fuzzer's target. The first byte chooses what is fed, the rest is the input; whatever it is, nothing may crash or
// hang, and what is accepted must keep the engine's promises.

private let zones = ["UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"].compactMap {
    try? TimeZoneRules(identifier: $0)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let selector = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    switch selector % 8 {
    case 0: zoneFile(rest)
    case 1: timestamps(String(decoding: rest, as: UTF8.self))
    case 2: exclusion(String(decoding: rest, as: UTF8.self))
    default: expression(String(decoding: rest, as: UTF8.self), selector)
    }
    return 0
}

private func expression(_ text: String, _ selector: UInt8) {
    let expression: CronExpression
    do {
        expression = try CronExpression(text)
    } catch {
        let shown = (error.description + error.diagram).filter { $0 != "\n" && $0 != "\t" }
        precondition(!shown.unicodeScalars.contains { $0.properties.generalCategory == .control })
        precondition(error.column >= 1)
        return
    }
    let canonical = expression.canonical
    guard let again = try? CronExpression(canonical) else { preconditionFailure("canonical form is refused") }
    precondition(again == expression && again.canonical == canonical && !expression.sentence.isEmpty)
    let zone = zones[Int(selector) % zones.count]
    // An instant that the input chooses, of the whole range.
    let hash = text.utf8.reduce(UInt64(selector)) { ($0 &+ UInt64($1)) &* 0x9e37_79b9_7f4a_7c15 }
    promises(expression, zone, Instant(nanosecondsSince1970: Int64(bitPattern: hash)))
    promises(expression, zone, Instant(secondsSince1970: Int64(hash >> 31) % 7_300_000_000))
}

/// Next and previous are strict, meet each other, and name what matches.
private func promises(_ expression: CronExpression, _ zone: TimeZoneRules, _ instant: Instant) {
    if let next = expression.next(after: instant, in: zone) {
        precondition(next > instant && expression.matches(next, in: zone))
        if let between = expression.previous(before: next, in: zone) { precondition(between <= instant) }
    }
    if let previous = expression.previous(before: instant, in: zone) {
        precondition(previous < instant && expression.matches(previous, in: zone))
        if let between = expression.next(after: previous, in: zone) { precondition(between >= instant) }
    }
}

private func exclusion(_ text: String) {
    guard let exclusion = try? CronExclusion(text) else { return }
    precondition(exclusion.text == text)
    _ = exclusion.matches(CivilDateTime(secondsSince1970: Int64(text.utf8.count) * 86_399_999))
}

private func timestamps(_ text: String) {
    if let instant = try? Instant(rfc3339: text) {
        let again = try? Instant(rfc3339: instant.rfc3339(offset: 20_700))
        precondition(
            again.map { $0.secondsSince1970 == instant.secondsSince1970 } ?? (instant < .distantPast + .seconds(1)))
    }
    if let instant = Instant(httpDate: text) { precondition(Instant(httpDate: instant.httpDate()) != nil) }
}

private func zoneFile(_ data: [UInt8]) {
    guard let zone = try? TimeZoneRules(data: data, identifier: "Fuzz/Zone"),
        let expression = try? CronExpression("*/15 1,2 * * *"), let fixed = try? CronExpression("30 2 * * *")
    else { return }
    for seconds in [Int64(0), 1_767_225_600, 6_000_000_000] {
        promises(expression, zone, Instant(secondsSince1970: seconds))
        promises(fixed, zone, Instant(secondsSince1970: seconds))
    }
}
