/// What happened in a cache so far, and what it holds now.
package struct LRUCounters: Hashable, Sendable {
    /// Look-ups that found a usable value.
    package var hits: Int
    /// Look-ups that did not.
    package var misses: Int
    /// Values admitted, also those that replaced another.
    package var insertions: Int
    /// Entries that had to go for others.
    package var evictions: Int
    /// Entries held now.
    package var entries: Int
    /// Bytes taken now.
    package var bytes: Int
}
