/// A 128-bit fingerprint of stored bytes, the same in every process, on every machine, over every store.
///
/// It becomes the strong entity tag of a user (RFC 9110 section 8.8.3), so it depends on nothing but the bytes. The
/// function is MurmurHash3's x64 128-bit variant (Appleby, public domain), seed 0: fast and well mixed, not
/// cryptographic. Somebody who makes two of their own documents collide fools only their own precondition.
package struct ContentHash: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    /// Hashes bytes.
    package init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { ContentHash(of: $0) }
    }

    private init(of bytes: UnsafeRawBufferPointer) {
        var first: UInt64 = 0
        var second: UInt64 = 0
        let blocks = bytes.count / 16
        for block in 0..<blocks {
            first ^= Self.mixFirst(Self.word(bytes, at: block * 16))
            first = (Self.rotated(first, 27) &+ second) &* 5 &+ 0x52DC_E729
            second ^= Self.mixSecond(Self.word(bytes, at: block * 16 + 8))
            second = (Self.rotated(second, 31) &+ first) &* 5 &+ 0x3849_5AB5
        }
        let rest = bytes.count % 16
        if rest > 8 { second ^= Self.mixSecond(Self.lastWord(bytes, of: rest - 8)) }
        if rest >= 8 {
            first ^= Self.mixFirst(Self.word(bytes, at: blocks * 16))
        } else if rest > 0 {
            first ^= Self.mixFirst(Self.lastWord(bytes, of: rest))
        }
        first ^= UInt64(bytes.count)
        second ^= UInt64(bytes.count)
        first &+= second
        second &+= first
        first = Self.finalized(first)
        second = Self.finalized(second)
        first &+= second
        second &+= first
        high = first
        low = second
    }

    /// The fingerprint as 32 hexadecimal digits.
    package var hexadecimal: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        for word in [high, low] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> shift) & 15
                digits.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The last one to eight bytes, the first of them lowest.
    private static func lastWord(_ bytes: UnsafeRawBufferPointer, of count: Int) -> UInt64 {
        // At once with what stands before them, which is shifted out.
        if bytes.count >= 8 { return word(bytes, at: bytes.count - 8) >> UInt64(64 - 8 * count) }
        var word: UInt64 = 0
        for index in stride(from: bytes.count - 1, through: bytes.count - count, by: -1) {
            word = word << 8 | UInt64(bytes[index])
        }
        return word
    }

    private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word << count | word >> (64 - count)
    }

    private static func mixFirst(_ word: UInt64) -> UInt64 {
        rotated(word &* 0x87C3_7B91_1142_53D5, 31) &* 0x4CF5_AD43_2745_937F
    }

    private static func mixSecond(_ word: UInt64) -> UInt64 {
        rotated(word &* 0x4CF5_AD43_2745_937F, 33) &* 0x87C3_7B91_1142_53D5
    }

    private static func finalized(_ word: UInt64) -> UInt64 {
        var word = word
        word ^= word >> 33
        word = word &* 0xFF51_AFD7_ED55_8CCD
        word ^= word >> 33
        word = word &* 0xC4CE_B9FE_1A85_EC53
        return word ^ word >> 33
    }
}
