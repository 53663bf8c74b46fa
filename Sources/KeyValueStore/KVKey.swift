/// The name of an entry: 1 to 512 bytes of UTF-8, compared byte by byte.
///
/// Swift's `String` compares by canonical equivalence, under which two different byte sequences can be equal; keys
/// must not, so a key holds its bytes. Order is UTF-8 byte order, the order of listings
/// (Cloudflare KV documentation, "List keys").
package struct KVKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The UTF-8 bytes, already validated.
    package let bytes: [UInt8]

    /// Makes a key of valid UTF-8 `bytes`; refuses the empty key, `.`, `..` and what is longer than 512 bytes.
    package init(bytes: [UInt8]) throws(KVError) {
        if bytes.isEmpty { throw .invalidKey(.empty) }
        if bytes == [0x2E] || bytes == [0x2E, 0x2E] { throw .invalidKey(.reservedName) }
        if bytes.count > KVLimits.keyBytesMaximum { throw .invalidKey(.tooLong(bytes: bytes.count)) }
        if String(validating: bytes, as: UTF8.self) == nil { throw .invalidKey(.invalidUTF8) }
        self.bytes = bytes
    }

    /// Makes a key of a string's UTF-8; the same rules.
    package init(_ name: String) throws(KVError) {
        try self.init(bytes: Array(name.utf8))
    }

    /// Takes bytes that already passed the rules, such as those read back from a store.
    package init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The key as text.
    package var name: String { String(decoding: bytes, as: UTF8.self) }

    package var description: String { name }

    package func hash(into hasher: inout Hasher) {
        // All at once; an array takes one byte after the other.
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    package static func < (left: KVKey, right: KVKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

/// Why a sequence of bytes is not a key.
package enum KVKeyProblem: Hashable, Sendable {
    case empty
    /// `.` and `..` are refused by Cloudflare KV.
    case reservedName
    case tooLong(bytes: Int)
    case invalidUTF8
}
