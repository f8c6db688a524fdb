public import CivilTime

/// An HTTP request as it arrived.
public struct ReceivedRequest: Sendable {
    public var method: String
    public var path: String
    /// Without its question mark.
    public var query: String
    /// In the order in which they came, names in their original spelling.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// When it had arrived whole.
    public var arrival: Instant

    public init(
        method: String = "POST", path: String = "/", query: String = "", headers: [(name: String, value: String)],
        body: [UInt8], arrival: Instant
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.arrival = arrival
    }

    /// The first header of this name, which is in lower case.
    public func header(_ lowerCaseName: String) -> String? {
        headers.first { $0.name.lowercased() == lowerCaseName }?.value
    }
}
