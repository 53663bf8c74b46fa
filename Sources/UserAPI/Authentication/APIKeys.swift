/// The keys that callers may present as bearer tokens (RFC 6750); empty means that everybody may call.
package struct APIKeys: Sendable, CustomStringConvertible {
    /// Keys that one file may hold.
    package static let countMaximum = 1000
    /// A key's length in bytes.
    package static let keyBytes = 8...512

    private let keys: [[UInt8]]

    /// No authentication.
    package static let none = APIKeys(keys: [])

    private init(keys: [[UInt8]]) {
        self.keys = keys
    }

    /// Reads keys, one a line; empty lines and lines that begin with `#` are skipped.
    ///
    /// - Throws: what is wrong and in which line; the key itself is never told.
    package init(fileText: String) throws(APIKeysError) {
        var keys: [[UInt8]] = []
        // Bytes, because a carriage return and a line feed together are one character.
        let lines = fileText.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let key = Array(line.drop { $0 == 0x20 || $0 == 0x09 })
                .reversed().drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }.reversed()
            if key.isEmpty || key.first == 0x23 { continue }
            let isValid = Self.keyBytes.contains(key.count) && key.allSatisfy(Self.isTokenCharacter)
            if !isValid { throw APIKeysError(line: index + 1, reason: .invalidKey) }
            keys.append(Array(key))
            if keys.count > Self.countMaximum { throw APIKeysError(line: index + 1, reason: .tooMany) }
        }
        if keys.isEmpty { throw APIKeysError(line: 1, reason: .none) }
        self.keys = keys
    }

    /// Whether callers have to present a key.
    package var isRequired: Bool { !keys.isEmpty }

    package var description: String { "\(keys.count) API keys" }

    /// Whether an `Authorization` value presents one of the keys.
    ///
    /// Every key is compared, each over all of its bytes, whatever the outcome, so the time says nothing about them.
    package func admits(_ authorization: UnsafeRawBufferPointer) -> Bool {
        let scheme: StaticString = "bearer "
        let length = scheme.utf8CodeUnitCount
        guard authorization.count > length else { return false }
        for index in 0..<length {
            let byte = authorization[index]
            let lowered = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            if lowered != scheme.utf8Start[index] { return false }
        }
        let presented = UnsafeRawBufferPointer(rebasing: authorization[length...])
        var isAdmitted = false
        for key in keys {
            let isEqual = Self.isEqual(key, presented)
            isAdmitted = isAdmitted || isEqual
        }
        return isAdmitted
    }

    private static func isEqual(_ key: [UInt8], _ presented: UnsafeRawBufferPointer) -> Bool {
        var difference = UInt64(truncatingIfNeeded: key.count ^ presented.count)
        for index in 0..<key.count {
            // Past its end the presented token is compared with itself shifted; the length already differs then.
            difference |= UInt64(key[index] ^ presented[index % presented.count])
        }
        return difference == 0
    }

    /// `token68` of RFC 9110 section 11.2, in which a bearer token is written.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2B, 0x2F, 0x3D: true
        default: false
        }
    }
}

/// What is wrong with a file of API keys.
package struct APIKeysError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case invalidKey
        case tooMany
        case none
    }

    /// Counted from 1.
    package let line: Int
    package let reason: Reason

    package var description: String {
        switch reason {
        case .invalidKey:
            "line \(line): a key has \(APIKeys.keyBytes.lowerBound) to \(APIKeys.keyBytes.upperBound) characters out of "
                + "letters, digits and -._~+/="
        case .tooMany: "line \(line): there are more than \(APIKeys.countMaximum) keys"
        case .none: "it holds no key"
        }
    }
}
