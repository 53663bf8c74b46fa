/// A number that equal names share and most different names do not, from a name's unescaped bytes.
struct JSONNameFingerprint: Equatable {
    let rawValue: UInt64

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        let count = bytes.count
        var head: UInt64 = 0
        var tail: UInt64 = 0
        if count >= 8 {
            head = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
            tail = bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            head = UInt64(bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
            tail = UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else {
            for byte in bytes { head = head << 8 | UInt64(byte) }
        }
        rawValue = ((head &* 0x9E37_79B9_7F4A_7C15) ^ tail &+ UInt64(count)) &* 0xD6E8_FEB8_6659_FD93
    }

    /// The fingerprint of a name whose bytes are not at hand.
    init(_ name: JSONString) {
        self = name.value.utf8.span.withUnsafeBytes { JSONNameFingerprint($0) }
    }
}
