import Control
import Dispatch

/// A slot of a running daemon's limiter, for one call to the API. Its end gives it back.
///
/// Unchecked, for the connection is no more than held.
final class LentSlot: @unchecked Sendable {
    /// The connection that holds it.
    private let connection: ControlClient

    private init(_ connection: ControlClient) { self.connection = connection }

    /// Waits until the daemon has one to lend: its own calls go first, as in a burst of changes.
    ///
    /// - Throws: `ControlError` of status ``ExitStatus/notRunning`` where no daemon answers, ``ExitStatus/refused``
    ///   where it lends none to this user.
    static func borrow(
        _ action: String, at path: String, timeout: Duration = .seconds(120)
    ) async throws -> LentSlot {
        try await withCheckedThrowingContinuation { waiting in
            queue.async { waiting.resume(with: Result { try borrowed(action, at: path, timeout: timeout) }) }
        }
    }

    /// With a thread of its own: what waits there may wait for the end of other calls of this program.
    private static let queue = DispatchQueue(label: "slots")

    private static func borrowed(
        _ action: String, at path: String, timeout: Duration
    ) throws(ControlError) -> LentSlot {
        let connection = try ControlClient(path: path)
        var isLent = false
        try connection.stream(.slot(action: action), as: SlotLent.self, timeout: timeout) { _ in
            isLent = true
            return false
        }
        guard isLent else { throw ControlError(.failed, "tided ended without lending a slot") }
        return LentSlot(connection)
    }
}
