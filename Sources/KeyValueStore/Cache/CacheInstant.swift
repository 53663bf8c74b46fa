/// One moment on both clocks, for turning an expiration on the wall clock into one on the monotonic clock.
struct CacheInstant: Hashable, Sendable {
    var monotonicNanoseconds: Int64
    var wallMilliseconds: Int64

    init(monotonicNanoseconds: Int64, wallMilliseconds: Int64) {
        self.monotonicNanoseconds = monotonicNanoseconds
        self.wallMilliseconds = wallMilliseconds
    }

    /// Reads the monotonic clock first: what passes between the two readings then shortens a lifetime.
    init(_ clock: any KVClock) {
        monotonicNanoseconds = clock.monotonicNanoseconds()
        wallMilliseconds = clock.wallMilliseconds()
    }

    /// For one entry, by its expiration: where it has none, nobody asks what the wall clock says, so it is not read.
    ///
    /// - Parameter now: the monotonic clock, where it has been read a moment ago.
    init(_ clock: any KVClock, expiration: Int64?, monotonicNanoseconds now: Int64? = nil) {
        monotonicNanoseconds = now ?? clock.monotonicNanoseconds()
        wallMilliseconds = expiration == nil ? 0 : clock.wallMilliseconds()
    }

    /// The monotonic time before which an expiration in whole seconds since 1970 has surely not come.
    ///
    /// A millisecond is taken off because the wall clock's reading is rounded down to one. Later jumps of the wall
    /// clock are not noticed.
    func monotonicNanoseconds(ofExpiration seconds: Int64) -> Int64 {
        let bounded = min(max(0, seconds), KVLimits.expirationSecondsMaximum)
        let left = bounded * 1000 - wallMilliseconds - 1
        let leftMaximum = CacheSettings.durationNanosecondsMaximum / 1_000_000
        return monotonicNanoseconds + min(left, leftMaximum) * 1_000_000
    }
}

extension CacheSettings {
    /// The first moment from which an answer must not be given again: its time to live counted from when the store was
    /// asked, but never beyond the entry's own expiration.
    func freshUntil(
        isAbsence: Bool = false,
        expiration: Int64? = nil,
        askedAtNanoseconds asked: Int64,
        now: CacheInstant
    ) -> Int64 {
        let lifetime = isAbsence ? negativeTimeToLiveNanoseconds : timeToLiveNanoseconds
        let byAge = asked + min(max(0, lifetime), Self.durationNanosecondsMaximum)
        guard let expiration else { return byAge }
        return min(byAge, now.monotonicNanoseconds(ofExpiration: expiration))
    }
}
