import KeyValueStore
import KeyValueStoreTesting
import Testing

/// A cached store over a real one, with a clock that stands still.
struct CachedKVStoreFixture {
    static let second: Int64 = 1_000_000_000

    let clock = ManualClock()
    let store: GatedStore
    let cached: CachedKVStore

    /// Fresh for 100 seconds, absences for 10.
    init(
        capacityBytes: Int = 1 << 20,
        timeToLiveSeconds: Int64 = 100,
        negativeTimeToLiveSeconds: Int64 = 10,
        staleLimitSeconds: Int64 = 0
    ) {
        store = GatedStore(clock: clock)
        cached = CachedKVStore(
            store,
            settings: CacheSettings(
                capacityBytes: capacityBytes,
                timeToLiveNanoseconds: timeToLiveSeconds * Self.second,
                negativeTimeToLiveNanoseconds: negativeTimeToLiveSeconds * Self.second,
                staleLimitNanoseconds: staleLimitSeconds * Self.second
            ),
            clock: clock,
            attachment: { entry in entry.value + [0x21] }
        )
    }

    func key(_ name: String) -> KVKey { KVKey(unchecked: Array(name.utf8)) }

    func write(_ name: String, _ value: String, expiration: Int64? = nil) -> KVWrite {
        KVWrite(key: key(name), value: Array(value.utf8), expiration: expiration)
    }

    /// Puts into the store behind the cache's back.
    func putBehind(_ name: String, _ value: String, expiration: Int64? = nil) async throws {
        _ = try await store.inner.put(write(name, value, expiration: expiration))
    }

    func read(_ name: String, _ directive: KVReadDirective = .standard) async throws -> KVReading {
        try await cached.read(key(name), directive)
    }

    /// What a read brings, as text; nil for an absence.
    func value(_ name: String, _ directive: KVReadDirective = .standard) async throws -> String? {
        try await read(name, directive).entry.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// Lets others work until this many calls stand at the store's gates.
    func waitUntil(callsAtGates count: Int) async {
        await wait { store.callsAtGates >= count }
    }

    /// Lets others work until this many readers have joined a load.
    func waitUntil(collapsed count: Int) async {
        await wait { cached.statistics.collapsed >= count }
    }

    /// If it takes too long, the gates open, so that the test ends.
    private func wait(_ isThere: () -> Bool) async {
        for _ in 0..<200_000 {
            if isThere() { return }
            await Task.yield()
        }
        Issue.record("what the test waited for did not happen")
        store.open()
    }

    /// What the path without suspension finds, with the key in two pieces.
    func hit(_ name: String) -> CachedEntry? {
        let bytes = Array(name.utf8)
        let half = bytes.count / 2
        return bytes.withUnsafeBytes { bytes in
            cached.cached(
                prefix: UnsafeRawBufferPointer(rebasing: bytes[..<half]),
                name: UnsafeRawBufferPointer(rebasing: bytes[half...]),
                now: clock.monotonicNanoseconds()
            )
        }
    }
}

extension KVReadOrigin {
    /// The account of a read that had to ask the store.
    static func miss(_ cause: KVCacheMiss.Cause, collapsed: Bool = false, stored: Bool = true) -> KVReadOrigin
    {
        .cacheMiss(KVCacheMiss(cause: cause, collapsed: collapsed, stored: stored))
    }
}
