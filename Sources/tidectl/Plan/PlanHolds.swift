import Control
import Simulation

extension Plan {
    /// What holds services at the start, and by whom: a sentence each.
    func holds(_ time: TimeText) -> [String] {
        var lines: [String] = []
        if let freeze = standing.freeze { lines.append("All are frozen \(holdText(HoldStatus(freeze), time))") }
        let standings = Dictionary(standing.services.map { ($0.serviceId, $0) }) { first, _ in first }
        for service in services {
            guard let standing = standings[service.serviceId] else { continue }
            if let pause = standing.pause {
                lines.append("\(service.name) is paused \(holdText(HoldStatus(pause), time))")
            }
            if let override = standing.override {
                lines.append("\(service.name) is held at \(overrideText(OverrideStatus(override), time))")
            }
        }
        return lines
    }
}
