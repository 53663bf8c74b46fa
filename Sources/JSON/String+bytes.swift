import Glibc

extension String {
    /// Whether two strings have the same UTF-8 bytes, which is stricter than `==` (canonical equivalence).
    func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return utf8.span.withUnsafeBytes { left in
            other.utf8.span.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return memcmp(left, right, utf8.count) == 0
            }
        }
    }
}
