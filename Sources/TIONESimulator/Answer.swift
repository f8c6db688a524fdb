/// What goes back to the client, and when.
public struct Answer: Sendable {
    /// nil: the connection is closed without an answer.
    public var content: Content?
    /// From the request's arrival.
    public var delay = Duration.zero

    public struct Content: Sendable {
        public var status = 200
        public var contentType = "application/json"
        /// The `Date` header; nil: none.
        public var date: String?
        public var body: [UInt8]
    }
}
