import Glibc

extension String {
    /// Whether two strings have the same UTF-8 bytes, which is stricter than `==` (canonical equivalence).
    func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return other.utf8.span.withUnsafeBytes { hasSameBytes(as: $0) }
    }

    /// Whether the string's UTF-8 is these bytes.
    func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
        guard utf8.count == other.count else { return false }
        return utf8.span.withUnsafeBytes { bytes in
            guard let left = bytes.baseAddress, let right = other.baseAddress else { return true }
            return memcmp(left, right, bytes.count) == 0
        }
    }
}
