/// Cuts what arrives into lines, none longer than a bound.
public struct LineBuffer: Sendable {
    public enum Fault: Error, Hashable, Sendable { case lineTooLong }

    private let maximumLength: Int
    private var bytes: [UInt8] = []
    private var start = 0
    /// How far it was searched for a line's end.
    private var searched = 0

    /// - Parameter maximumLength: of a line, in bytes, without its end.
    public init(maximumLength: Int) { self.maximumLength = maximumLength }

    public mutating func append(_ new: some Sequence<UInt8>) { bytes.append(contentsOf: new) }

    /// The next whole line without its end, a line feed with or without a carriage return; nil until one is there.
    ///
    /// - Throws: ``Fault/lineTooLong``, whether its end has come or not. Nothing after it can be read any more.
    public mutating func next() throws(Fault) -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = bytes.count
            guard bytes.count - start <= maximumLength else { throw .lineTooLong }
            compact()
            return nil
        }
        guard end - start <= maximumLength else { throw .lineTooLong }
        var line = Array(bytes[start..<end])
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        start = end + 1
        searched = start
        return line
    }

    /// Bytes of a line whose end is not there yet.
    public var pending: Int { bytes.count - start }

    private mutating func compact() {
        guard start > 0 else { return }
        bytes.removeFirst(start)
        searched -= start
        start = 0
    }
}
