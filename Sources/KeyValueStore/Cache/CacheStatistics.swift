/// What a cached store did so far, and what it holds now.
package struct CacheStatistics: Hashable, Sendable {
    /// Reads answered by a fresh cached entry.
    package var hits = 0
    /// Reads answered by a fresh cached absence; not among `hits`.
    package var negativeHits = 0
    /// Reads that the cache could not answer, also those that demanded a cached answer.
    package var misses = 0
    /// Keys that the store was asked for.
    package var loads = 0
    /// Reads that waited for a load that another read had begun; among `misses`.
    package var collapsed = 0
    /// Entries that had to go for others.
    package var evictions = 0
    /// Reads that found only what had outlived its freshness; among `misses`.
    package var expired = 0
    /// Reads answered by a cached entry past its freshness, because the store could not be asked.
    package var stale = 0
    /// Entries dropped because of a write, a change from outside, or on demand.
    package var invalidations = 0
    /// Memory taken now.
    package var bytes = 0
    /// Entries held now, also absences.
    package var entries = 0
}
