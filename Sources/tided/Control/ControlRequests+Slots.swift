import Autoscaling
import Control
import TIONE

extension ControlRequests {
    /// Lends a slot for one call to the API: from the item on until the connection ends.
    func slot(_ name: String) async throws(ControlError) -> ControlReply {
        guard let action = Action(rawValue: name) else {
            throw ControlError(.usage, "slot: \"\(name)\" is no action that tided has a limit for")
        }
        let (stream, continuation) = AsyncStream<any Encodable & Sendable>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let host = daemon.host
        let id = await host.borrow(action) { continuation.yield(SlotLent(action: name)) }
        // Also where it has ended meanwhile.
        continuation.onTermination = { _ in host.giveBack(id) }
        return .stream(stream)
    }
}
