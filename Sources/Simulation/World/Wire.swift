import Autoscaling
import CivilTime

/// One call between the daemon and the server.
///
/// A class, for it is large and is looked up several times on its way.
final class Wire {
    let call: Call
    /// Which life of the daemon made it.
    let life: Int
    let sentAt: Instant
    /// When the client gives up.
    let timeoutAt: Instant
    let fate: Fate
    /// Whether the request got there.
    var hasArrived = false
    /// Whether the client's part has ended: what the server does from now on nobody learns.
    var hasEnded = false
    /// How often the server acted.
    var acts = 0
    /// What the server answered, and when.
    var answer: CallReport.Outcome?
    var answeredAt: Instant?

    init(call: Call, life: Int, sentAt: Instant, timeoutAt: Instant, fate: Fate) {
        self.call = call
        self.life = life
        self.sentAt = sentAt
        self.timeoutAt = timeoutAt
        self.fate = fate
    }

    /// What becomes of it, drawn when it is sent.
    enum Fate {
        case answered
        /// The connection is refused, or the name not found.
        case refused
        /// Lost on the way there.
        case requestLost
        /// The server acts, the answer is lost.
        case replyLost
        /// The server acts long after the client has given up.
        case actsLate
        /// A gateway answers in the API's place; the server acted or not.
        case gateway(acts: Bool)
        /// No answer until the client gives up, though the server acted.
        case hangs
        case throttled
    }
}
