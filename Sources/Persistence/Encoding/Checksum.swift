/// CRC-32C (Castagnoli), as of iSCSI and ext4. SQLite checks the frames of its write-ahead log but not its pages, so a
/// flipped bit in a record would otherwise pass as another watermark.
///
/// Source: RFC 3720, appendix B.4, whose test vectors are in `WireTests`.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
    }

    static func crc32c(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let table = table
        return ~bytes.reduce(UInt32.max) { crc, byte in table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ crc >> 8 }
    }
}
