/// The character sets of HTTP/1.1, one table look-up a byte.
///
/// A table is a 256-bit set in four words: no allocation, no initialiser to run, and it stays in registers or
/// one cache line.
struct CharacterClass: Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    private init(_ contains: (UInt8) -> Bool) {
        var words: [UInt64] = [0, 0, 0, 0]
        for byte in UInt8.min...UInt8.max where contains(byte) {
            words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    func contains(_ byte: UInt8) -> Bool {
        let word: UInt64
        switch byte >> 6 {
        case 0: word = words.0
        case 1: word = words.1
        case 2: word = words.2
        default: word = words.3
        }
        return word >> UInt64(byte & 63) & 1 == 1
    }

    /// Whether every one of the bytes is in the set.
    func containsAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for byte in bytes where !contains(byte) { return false }
        return true
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte.isDigit || (byte.asciiLowercased >= 0x61 && byte.asciiLowercased <= 0x7A)
    }

    /// `tchar`, of which methods and field names are made (RFC 9110 section 5.6.2).
    static let token = CharacterClass { isAlphanumeric($0) || Array("!#$%&'*+-.^_`|~".utf8).contains($0) }

    /// `field-vchar`, space and tab (RFC 9110 section 5.5): no controls, no NUL, no bare CR or LF.
    static let fieldValue = CharacterClass { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }

    /// What a request target may be made of: unreserved, reserved and `%` of RFC 3986, without `#`.
    static let target = CharacterClass {
        isAlphanumeric($0) || Array("-._~:/?[]@!$&'()*+,;=%".utf8).contains($0)
    }

    /// What a `Host` value may be made of, without the brackets and colons of its structure
    /// (RFC 3986 section 3.2.2, `reg-name`).
    static let hostName = CharacterClass { isAlphanumeric($0) || Array("-._~!$&'()*+,;=%".utf8).contains($0) }

    /// Request identifiers that are taken over from a caller.
    static let requestID = CharacterClass { isAlphanumeric($0) || Array("._~:+/=-".utf8).contains($0) }
}
