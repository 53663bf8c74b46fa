import Bytes

/// Reading through the cache without suspending, where the store can.
extension CachedKVStore {
    /// What a load on the calling thread brought.
    package struct Loaded {
        package let cached: CachedEntry
        package let miss: KVCacheMiss
    }

    package var readsInPlace: Bool { settings.isEnabled || store.readsInPlace }

    package func readInPlace(_ key: KVKey, atNanoseconds now: Int64) -> Result<KVEntry?, KVError>? {
        guard settings.isEnabled else { return store.readInPlace(key, atNanoseconds: now) }
        let cached = HashedKey.with(key.bytes) { hashed in decide { $0.hit(hashed, atNanoseconds: now) } }
        if let cached { return .success(cached.entry) }
        guard store.readsInPlace else { return nil }
        return loadInPlace(key, now).map { .success($0.cached.entry) }
    }

    /// Loads the key made of two pieces, which `cached` did not have; nil where it takes suspending: the store cannot
    /// answer in place, fails, or somebody else is loading the key.
    package func loadInPlace(
        prefix: StaticString,
        name: UnsafeRawBufferPointer,
        now: Int64
    ) -> Loaded? {
        guard store.readsInPlace else { return nil }
        let bytes = [UInt8](atMost: prefix.utf8CodeUnitCount + name.count) { cursor in
            cursor.append(prefix)
            cursor.append(name)
        }
        guard bytes.count <= KVLimits.keyBytesMaximum else { return nil }
        let key = KVKey(unchecked: bytes)
        return settings.isEnabled ? loadInPlace(key, now) : readInPlaceUncached(key, now)
    }

    private func loadInPlace(_ key: KVKey, _ now: Int64) -> Loaded? {
        let begun = decide { $0.beginLoadInPlace(key, atNanoseconds: now) { CacheFlight() } }
        guard let begun else { return nil }
        guard case .success(let entry)? = store.readInPlace(key, atNanoseconds: now) else {
            // Whoever joined meanwhile tries again, and so does the caller, which then counts twice.
            decide { $0.failLoad(begun.load) }
            begun.handle.land(.abandoned)
            return nil
        }
        let instant = CacheInstant(clock, expiration: entry?.expiration)
        let cached = cachedEntry(entry, askedAtNanoseconds: now, now: instant)
        let stored = decide {
            $0.finishLoad(begun.load, with: cached, atNanoseconds: instant.monotonicNanoseconds)
        }
        begun.handle.land(.loaded(cached.entry, stored: stored))
        return Loaded(
            cached: cached,
            miss: KVCacheMiss(cause: begun.cause, collapsed: false, stored: stored)
        )
    }

    private func readInPlaceUncached(_ key: KVKey, _ now: Int64) -> Loaded? {
        guard case .success(let entry)? = store.readInPlace(key, atNanoseconds: now) else { return nil }
        let instant = CacheInstant(clock, expiration: entry?.expiration, monotonicNanoseconds: now)
        return Loaded(
            cached: cachedEntry(entry, askedAtNanoseconds: now, now: instant),
            miss: KVCacheMiss(cause: .bypass, collapsed: false, stored: false)
        )
    }
}
