/// One call to the API as it was made: a row of `tidectl calls`. Values of the customer's are redacted.
public struct CallEntry: Hashable, Codable, Sendable {
    /// Counts the calls since the daemon's start.
    public var number: Int
    /// When it was handed to the transport, by the trusted clock.
    public var at: Timestamp
    public var action: String
    @OrNull public var service: String?
    @OrNull public var serviceId: String?
    /// The event that it is for, `JOB at TIME`; null for observation.
    @OrNull public var event: String?
    public var attempt: Int
    /// Why it was made.
    public var reason: String
    /// The JSON sent, as text.
    public var request: String
    /// The JSON received, as text: empty where there was none, null where it is kept no longer.
    @OrNull public var reply: String?
    /// Seconds from hand-over to answer.
    public var latencySeconds: Double
    @OrNull public var requestId: String?
    /// `ok`, the API's error code, `not sent` or `outcome unknown`.
    public var outcome: String
    /// What is to be said of a failure.
    @OrNull public var message: String?

    public init(
        number: Int, at: Timestamp, action: String, service: String?, serviceId: String?, event: String?, attempt: Int,
        reason: String, request: String, reply: String?, latencySeconds: Double, requestId: String?, outcome: String,
        message: String?
    ) {
        self.number = number
        self.at = at
        self.action = action
        self.service = service
        self.serviceId = serviceId
        self.event = event
        self.attempt = attempt
        self.reason = reason
        self.request = request
        self.reply = reply
        self.latencySeconds = latencySeconds
        self.requestId = requestId
        self.outcome = outcome
        self.message = message
    }

    public var hasFailed: Bool { outcome != "ok" }

    /// ``outcome`` of a call that never left.
    public static let notSent = "not sent"
}
