internal import Glibc

/// What a write-ahead log holds, read without SQLite.
///
/// SQLite takes the first frame that fails its checksum for the log's end: it can't tell a write that a power cut tore
/// from damage to what was durable long ago. With `synchronous=FULL` a transaction is synced before the next one is
/// written, so a transaction that stands *behind* the end of another one proves that the other one was whole once.
///
/// The log's header is synced before its first frame, so an unreadable one with anything behind it is damage too.
///
/// Source: sqlite.org/fileformat2.html#the_write_ahead_log
struct WriteAheadLog {
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    /// What is lost though it was durable, as part of a sentence; nil in a sound log, and in one that was only torn at
    /// its end.
    private(set) var damage: String?
    /// Whether anything stands behind its head.
    private(set) var hasFrames = false
    /// Bytes; nil where its head can't be read.
    private(set) var pageSize: Int?

    /// Inspects the log at `path`; nil where there is none that can be read.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: Self.headerSize)
        guard Self.read(descriptor, into: &header) else { return nil }
        guard let log = Header(header) else {
            var start = [UInt8](repeating: 0, count: Self.frameHeaderSize)
            if Self.read(descriptor, into: &start), start.contains(where: { $0 != 0 }) {
                hasFrames = true
                damage = "the head of its log: nothing of the log can be read"
            }
            return
        }
        pageSize = log.pageSize
        inspectFrames(descriptor, log)
    }

    private mutating func inspectFrames(_ descriptor: Int32, _ log: Header) {
        var readable = 0
        var sum = log.checksum
        var isReadable = true
        /// Of the frames from the first unreadable one on: commits, and whether one of them is followed by more.
        var commits = 0
        var hasFramesBehindCommit = false
        var frame = [UInt8](repeating: 0, count: Self.frameHeaderSize + log.pageSize)
        while Self.read(descriptor, into: &frame) {
            hasFrames = true
            let isOfThisLog = frame[8..<16].elementsEqual(log.salts)
            let isCommit = frame[4..<8].contains { $0 != 0 }
            if isReadable {
                sum.add(frame[0..<8], bigEndian: log.isBigEndian)
                sum.add(frame[Self.frameHeaderSize...], bigEndian: log.isBigEndian)
                if isOfThisLog, sum.first == frame.bigEndian(at: 16), sum.second == frame.bigEndian(at: 20) {
                    readable += 1
                    continue
                }
                isReadable = false
                // Its header may be what is damaged: what it says counts only as far as its salts are right.
            }
            guard isOfThisLog else { continue }
            if commits > 0 { hasFramesBehindCommit = true }
            if isCommit { commits += 1 }
        }
        // The newest transaction may have been torn: its own commit proves nothing.
        if hasFramesBehindCommit {
            damage = "frame \(readable + 1) of its log: \(commits) transactions from there on can't be read"
        }
    }

    /// Fills `buffer`; false at the end of the file.
    private static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Bool {
        var filled = 0
        while filled < buffer.count {
            let count = buffer.withUnsafeMutableBytes { bytes in
                Glibc.read(descriptor, bytes.baseAddress.map { $0 + filled }, bytes.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            filled += count
        }
        return true
    }
}

extension WriteAheadLog {
    private struct Header {
        let isBigEndian: Bool
        let pageSize: Int
        /// Both, as they stand in each frame.
        let salts: [UInt8]
        /// What the frames' checksums go on from.
        let checksum: Checksum

        init?(_ bytes: [UInt8]) {
            let magic = bytes.bigEndian(at: 0)
            guard magic & ~1 == 0x377F_0682 else { return nil }
            isBigEndian = magic & 1 == 1
            pageSize = Int(bytes.bigEndian(at: 8))
            guard (512...65_536).contains(pageSize), pageSize & (pageSize - 1) == 0 else { return nil }
            salts = Array(bytes[16..<24])
            var sum = Checksum()
            sum.add(bytes[0..<24], bigEndian: isBigEndian)
            guard sum.first == bytes.bigEndian(at: 24), sum.second == bytes.bigEndian(at: 28) else { return nil }
            checksum = sum
        }
    }

    private struct Checksum {
        private(set) var first: UInt32 = 0
        private(set) var second: UInt32 = 0

        /// Adds bytes whose number is a multiple of 8.
        mutating func add(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) {
            var (s0, s1) = (first, second)
            bytes.withUnsafeBytes { bytes in
                for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
                    let one = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                    let two = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                    s0 &+= (bigEndian ? one.bigEndian : one.littleEndian) &+ s1
                    s1 &+= (bigEndian ? two.bigEndian : two.littleEndian) &+ s0
                }
            }
            (first, second) = (s0, s1)
        }
    }
}

extension [UInt8] {
    fileprivate func bigEndian(at index: Int) -> UInt32 {
        self[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
