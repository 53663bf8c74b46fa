/// How much a cache holds, and for how long it may speak for its store.
package struct CacheSettings: Hashable, Sendable {
    /// The longest time that a setting can mean, a hundred years; keeps arithmetic on times far from overflow.
    package static let durationNanosecondsMaximum: Int64 = 100 * 365 * 86_400 * 1_000_000_000

    /// Memory for entries, with everything that belongs to them; 0 turns the cache off.
    package var capacityBytes: Int
    /// A further bound on the number of entries.
    package var entryCountMaximum: Int
    /// How long after the store was asked its answer may be given again; 0 turns the cache off.
    package var timeToLiveNanoseconds: Int64
    /// The same for the answer that there is no entry; 0 for not at all.
    package var negativeTimeToLiveNanoseconds: Int64
    /// How long past its freshness an entry may still be given while the store cannot be asked (RFC 5861 section 4);
    /// 0 for not at all.
    package var staleLimitNanoseconds: Int64

    package init(
        capacityBytes: Int,
        entryCountMaximum: Int = Int(UInt32.max) - 1,
        timeToLiveNanoseconds: Int64,
        negativeTimeToLiveNanoseconds: Int64 = 0,
        staleLimitNanoseconds: Int64 = 0
    ) {
        self.capacityBytes = capacityBytes
        self.entryCountMaximum = entryCountMaximum
        self.timeToLiveNanoseconds = timeToLiveNanoseconds
        self.negativeTimeToLiveNanoseconds = negativeTimeToLiveNanoseconds
        self.staleLimitNanoseconds = staleLimitNanoseconds
    }

    /// Whether anything is cached at all.
    package var isEnabled: Bool { capacityBytes > 0 && entryCountMaximum > 0 && timeToLiveNanoseconds > 0 }
}
