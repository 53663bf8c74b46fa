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
        let tail = UnsafeRawBufferPointer(rebasing: bytes[(blocks * 16)...])
        second ^= tail.count > 8 ? Self.mixSecond(Self.partialWord(tail, from: 8)) : 0
        first ^= tail.isEmpty ? 0 : Self.mixFirst(Self.partialWord(tail, from: 0))
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

    /// The up to eight bytes from a place on, the first one lowest.
    private static func partialWord(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        var word: UInt64 = 0
        for (index, byte) in bytes[start..<min(start + 8, bytes.count)].enumerated() {
            word |= UInt64(byte) << UInt64(8 * index)
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
