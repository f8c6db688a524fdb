import Synchronization
import TIONE
import TIONEClient

/// The body of a request or a reply. It is redacted when it is first asked for, which takes longer than all else about a
/// call, and is kept like that from then on.
final class LoggedBody: Sendable {
    private enum State {
        case asItCame([UInt8])
        case redacted(String)
    }

    /// Bytes, as it came.
    let count: Int
    private let state: Mutex<State>

    init(_ bytes: [UInt8]) {
        count = bytes.count
        state = Mutex(bytes.isEmpty ? .redacted("") : .asItCame(bytes))
    }

    /// - Parameter redact: ``Redaction/request(_:action:)`` or ``Redaction/reply(_:action:)``.
    func redacted(by redact: ([UInt8], String) -> JSONValue, action: String) -> String {
        state.withLock { state in
            switch state {
            case .redacted(let text): return text
            case .asItCame(let bytes):
                let text = redact(bytes, action).text()
                state = .redacted(text)
                return text
            }
        }
    }
}
