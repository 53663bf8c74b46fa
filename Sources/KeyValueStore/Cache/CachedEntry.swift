/// What the cache holds about a key: an entry, or that there is none.
///
/// A class, although it never changes: a hit then retains one object while the lock is held, not three arrays.
package final class CachedEntry: Sendable {
    /// The entry; nil says that the key has none.
    package let entry: KVEntry?
    /// When the store was asked, on the monotonic clock; the answer may be as old as this.
    package let loadedAtNanoseconds: Int64
    /// The first moment, on the monotonic clock, from which this must not be taken for the store's answer any more.
    package let freshUntilNanoseconds: Int64
    /// What the owner's closure made of the entry, once; empty for an absent key, and until it is made.
    package let attachment: [UInt8]
    /// Whether the attachment is still to be made: what was written is often not read.
    let lacksAttachment: Bool

    /// Makes what may be cached of a store's answer.
    ///
    /// - Parameters:
    ///   - entry: the answer; if it has expired by now, it is an absence.
    ///   - asked: when the store was asked, on the monotonic clock.
    ///   - attachment: makes the attachment; nil leaves that to the first hit.
    init(
        _ entry: KVEntry?,
        askedAtNanoseconds asked: Int64,
        now: CacheInstant,
        settings: CacheSettings,
        attachment: ((KVEntry) -> [UInt8])?
    ) {
        loadedAtNanoseconds = asked
        // Bound once and moved: an optional that is asked and passed on is copied each time, with its three arrays.
        guard var entry, !entry.isExpired(atMilliseconds: now.wallMilliseconds) else {
            self.entry = nil
            self.attachment = []
            lacksAttachment = false
            freshUntilNanoseconds = settings.freshUntil(isAbsence: true, askedAtNanoseconds: asked, now: now)
            return
        }
        entry.value.dropSpareCapacity()
        freshUntilNanoseconds = settings.freshUntil(
            expiration: entry.expiration,
            askedAtNanoseconds: asked,
            now: now
        )
        self.attachment = attachment.map { $0(entry) } ?? []
        lacksAttachment = attachment == nil
        self.entry = entry
    }

    /// The same with its attachment.
    init(_ cached: CachedEntry, attachment: (KVEntry) -> [UInt8]) {
        entry = cached.entry
        self.attachment = cached.entry.map(attachment) ?? []
        lacksAttachment = false
        loadedAtNanoseconds = cached.loadedAtNanoseconds
        freshUntilNanoseconds = cached.freshUntilNanoseconds
    }

    /// Whether this says that the key has no entry.
    package var isAbsence: Bool {
        // Comparing with nil would retain and release the entry's arrays first.
        if case .none = entry { true } else { false }
    }

    /// The entry's value; nil for an absence.
    ///
    /// Asking for it alone retains one array, not the whole entry.
    package var value: [UInt8]? { entry?.value }

    /// Whether this may answer for the store at a time on the monotonic clock.
    package func isFresh(atNanoseconds now: Int64) -> Bool {
        now < freshUntilNanoseconds
    }

    /// Heap memory that this object keeps alive.
    var costBytes: Int {
        let times = 2 * MemoryLayout<Int64>.size
        let properties = MemoryLayout<KVEntry?>.stride + times + MemoryLayout<[UInt8]>.size
        var total = MemoryCost.object(propertyBytes: properties) + MemoryCost.array(attachment)
        if let entry {
            total += MemoryCost.array(entry.value)
            if let metadata = entry.metadata { total += MemoryCost.array(metadata) }
        }
        return total
    }

    /// This as an answer at a time on the monotonic clock, with its age and remaining freshness or staleness.
    func reading(atNanoseconds now: Int64) -> KVReading {
        let age = max(0, now - loadedAtNanoseconds)
        let origin: KVReadOrigin =
            isFresh(atNanoseconds: now)
            ? .cacheHit(age: age, remaining: freshUntilNanoseconds - now) : .cacheStale(age: age)
        return KVReading(entry: entry, origin: origin)
    }
}

extension [UInt8] {
    /// Copies the bytes if their storage is much larger than they are, as after appending: memory that is kept for
    /// long should not be spare.
    fileprivate mutating func dropSpareCapacity() {
        if capacity - count > 64 + count / 8 { self = Array(self[...]) }
    }
}
