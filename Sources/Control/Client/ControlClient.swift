internal import FoundationEssentials

/// The tool's end of the control socket. It blocks; one request at a time.
public final class ControlClient {
    public static let standardPath = "/run/tided/control.sock"
    /// Bytes of a reply at most: the status of 100,000 services.
    private static let maximumReply = 256 << 20

    private let socket: ControlSocket
    private var lines = LineBuffer(maximumLength: maximumReply)
    private var lastID = 0

    /// Connects to the daemon.
    ///
    /// - Throws: status ``ExitStatus/notRunning`` where nobody listens, ``ExitStatus/refused`` where the socket's mode
    ///   keeps the caller out.
    public init(path: String = standardPath) throws(ControlError) {
        socket = try ControlSocket(path: path)
    }

    /// Asks, and waits for the answer.
    ///
    /// - Parameter timeout: for the whole answer.
    /// - Throws: the daemon's own error, or ``ExitStatus/failed`` where the connection breaks or the answer makes no
    ///   sense.
    public func request<Result: Decodable>(
        _ verb: ControlVerb, as _: Result.Type = Result.self, timeout: Duration = .seconds(30)
    ) throws(ControlError) -> Result {
        let id = try send(verb)
        let line: ReceivedLine<Result> = try receive(id, timeout: timeout)
        guard let result = line.result else { throw Self.unreadable("it has no result") }
        return result
    }

    /// Asks, and gives the answer's JSON as the daemon wrote it.
    ///
    /// - Throws: as ``request(_:as:timeout:)``.
    public func requestJSON(_ verb: ControlVerb, timeout: Duration = .seconds(30)) throws(ControlError) -> [UInt8] {
        let id = try send(verb)
        let line = try receiveLine(until: ContinuousClock.now.advanced(by: timeout))
        // The daemon writes the keys in this order; anything else is an error, or not for us.
        let prefix = Array("{\"id\":\(id),\"result\":".utf8)
        if line.starts(with: prefix), line.last == UInt8(ascii: "}") { return Array(line[prefix.count...].dropLast()) }
        if let error = (try? JSONDecoder().decode(ReceivedLine<Bool>.self, from: Data(line)))?.error { throw error }
        throw Self.unreadable("it has no result")
    }

    /// Asks for a stream and hands over its items until `body` returns false or the daemon ends it.
    ///
    /// - Parameter timeout: for each item; nil waits for ever.
    /// - Throws: as ``request(_:as:timeout:)``.
    public func stream<Item: Decodable>(
        _ verb: ControlVerb, as _: Item.Type = Item.self, timeout: Duration? = nil, _ body: (Item) -> Bool
    ) throws(ControlError) {
        let id = try send(verb)
        while true {
            let line: ReceivedLine<Item> = try receive(id, timeout: timeout)
            if line.end == true { return }
            guard let item = line.item else { throw Self.unreadable("it has no item") }
            guard body(item) else { return }
        }
    }

    private func send(_ verb: ControlVerb) throws(ControlError) -> Int {
        lastID += 1
        let line: [UInt8]
        do {
            line = try ControlRequest(id: lastID, verb: verb).line()
        } catch {
            throw ControlError(.failed, "the request can't be encoded: \(error)")
        }
        guard line.count <= ControlRequest.maximumLength else {
            throw ControlError(.usage, "the request is longer than \(ControlRequest.maximumLength) bytes")
        }
        try socket.send(line)
        return lastID
    }

    private func receive<Content: Decodable>(
        _ id: Int, timeout: Duration?
    ) throws(ControlError) -> ReceivedLine<Content> {
        let deadline = timeout.map { ContinuousClock.now.advanced(by: $0) }
        while true {
            let line = try receiveLine(until: deadline)
            let received: ReceivedLine<Content>
            do {
                received = try JSONDecoder().decode(ReceivedLine<Content>.self, from: Data(line))
            } catch let error as DecodingError {
                throw Self.unreadable(error.sentence)
            } catch {
                throw Self.unreadable("\(error)")
            }
            if let error = received.error { throw error }
            // Of an earlier request that was given up.
            guard received.id == id else { continue }
            return received
        }
    }

    private func receiveLine(until deadline: ContinuousClock.Instant?) throws(ControlError) -> [UInt8] {
        while true {
            let line: [UInt8]?
            do { line = try lines.next() } catch { throw Self.unreadable("it is too long") }
            if let line { return line }
            let bytes = try socket.receive(until: deadline)
            guard !bytes.isEmpty else { throw ControlError(.failed, "tided ended the connection unanswered") }
            lines.append(bytes)
        }
    }

    private static func unreadable(_ why: String) -> ControlError {
        ControlError(.failed, "tided's answer can't be read (\(why)); do tided and tidectl have the same version?")
    }
}
