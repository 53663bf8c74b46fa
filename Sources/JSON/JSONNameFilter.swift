/// Tells most new names of an object to be new by one look: a Bloom filter.
///
/// B. H. Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", 1970.
struct JSONNameFilter {
    private var first: UInt64 = 0
    private var second: UInt64 = 0

    /// Notes a name; false where it may have been noted before.
    @inline(__always)
    mutating func note(_ fingerprint: JSONNameFingerprint) -> Bool {
        let bits = fingerprint.rawValue
        let one = 1 as UInt64 &<< (bits &>> 58)
        let other = 1 as UInt64 &<< (bits &>> 52 & 63)
        defer {
            first |= one
            second |= other
        }
        return first & one == 0 || second & other == 0
    }
}
