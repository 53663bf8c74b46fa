import Synchronization

/// A store with a cache in front.
///
/// However many ask for a key, the store is asked once; and no read is older than a write that was acknowledged before
/// it began. `CacheStateMachine` states the rules.
///
/// `list` passes through and installs nothing: a listing walks over everything once.
package final class CachedKVStore: KVStore {
    typealias Machine = CacheStateMachine<CacheFlight>

    let store: any KVStore
    let clock: any KVClock
    let settings: CacheSettings
    let attachment: @Sendable (KVEntry) -> [UInt8]
    private let state: State

    /// The state machine behind its lock; the closure that observes the store holds this instead of the cached store,
    /// weakly, because a weak reference makes every retain of its object slower.
    private final class State: Sendable {
        let machine: Mutex<Machine>

        init(settings: CacheSettings) {
            machine = Mutex(Machine(settings: settings))
        }

        func removeAll() {
            // Freeing many entries takes long, so it happens when the lock is released.
            let removed = machine.withLock { $0.invalidateAll() }
            withExtendedLifetime(removed) {}
        }
    }

    /// Puts a cache in front of a store.
    ///
    /// - Parameters:
    ///   - attachment: makes, once for each entry that is cached, the bytes that are kept with it.
    package init(
        _ store: any KVStore,
        settings: CacheSettings,
        clock: any KVClock = SystemClock(),
        attachment: @escaping @Sendable (KVEntry) -> [UInt8] = { _ in [] }
    ) {
        self.store = store
        self.clock = clock
        self.settings = settings
        self.attachment = attachment
        let state = State(settings: settings)
        self.state = state
        store.observeExternalChanges { state.removeAll() }
    }

    package var guarantees: KVGuarantees { store.guarantees }

    /// What the cache did so far and what it holds now.
    package var statistics: CacheStatistics { decide { $0.statistics } }

    /// What is cached and fresh under the key made of two pieces, else nil; the way to answer without suspending.
    ///
    /// Allocates nothing, but at the first hit after a write. A nil counts nowhere: the `read` that follows it counts.
    ///
    /// - Parameters:
    ///   - now: the monotonic clock, in nanoseconds.
    ///   - makesAttachment: whether what a write left without an attachment gets one now; else it is not found.
    package func cached(
        prefix: UnsafeRawBufferPointer,
        name: UnsafeRawBufferPointer,
        now: Int64,
        makesAttachment: Bool = true
    ) -> CachedEntry? {
        guard settings.isEnabled, prefix.count + name.count <= KVLimits.keyBytesMaximum else { return nil }
        let cached = HashedKey.with(prefix: prefix, rest: name) { key in
            decide { $0.hit(key, atNanoseconds: now, withAttachmentOnly: !makesAttachment) }
        }
        guard let cached, cached.lacksAttachment else { return cached }
        return attach(to: cached, key: KVKey(unchecked: Array(prefix) + Array(name)))
    }

    /// Makes the attachment of what a write left without, and keeps it for the next hit.
    private func attach(to cached: CachedEntry, key: KVKey) -> CachedEntry {
        let full = CachedEntry(cached, attachment: attachment)
        decide { $0.replace(cached, with: full, under: key) }
        return full
    }

    /// What is cached and fresh under the key made of a fixed ASCII or UTF-8 prefix and a rest, else nil.
    package func cached(
        prefix: StaticString,
        name: UnsafeRawBufferPointer,
        now: Int64,
        makesAttachment: Bool = true
    ) -> CachedEntry? {
        prefix.withUTF8Buffer {
            cached(
                prefix: UnsafeRawBufferPointer($0),
                name: name,
                now: now,
                makesAttachment: makesAttachment
            )
        }
    }

    /// Drops what is cached under a key.
    package func invalidate(_ key: KVKey) {
        decide { $0.invalidate(key) }
    }

    /// Drops all that is cached.
    package func removeAll() {
        state.removeAll()
    }

    /// Keys dealt with before the lock is let go once, so that a bulk call does not hold up the hot path.
    private static let keysPerTurn = 256

    /// Decides something for each index below a count, a bounded number at a time under the lock.
    func decideEach(_ count: Int, _ body: (inout Machine, Int) -> Void) {
        for start in stride(from: 0, to: count, by: Self.keysPerTurn) {
            decide { machine in
                for index in start..<min(start + Self.keysPerTurn, count) { body(&machine, index) }
            }
        }
    }

    /// Decides something under the lock.
    @inline(__always)
    func decide<Output: Sendable>(_ body: (inout Machine) -> Output) -> Output {
        state.machine.withLock { body(&$0) }
    }

    /// Makes what may be cached of the store's answer to a read, or of a write.
    func cachedEntry(
        _ entry: KVEntry?,
        askedAtNanoseconds asked: Int64,
        now: CacheInstant,
        isWritten: Bool = false
    ) -> CachedEntry {
        let make: ((KVEntry) -> [UInt8])? = if isWritten { nil } else { attachment }
        return CachedEntry(
            entry,
            askedAtNanoseconds: asked,
            now: now,
            settings: settings,
            attachment: make
        )
    }

    package func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
        try await store.list(query)
    }

    /// The cache registered itself first, so it has dropped what it held when `observer` is called, provided that the
    /// store calls its observers in the order of their registration.
    package func observeExternalChanges(_ observer: @escaping @Sendable () -> Void) {
        store.observeExternalChanges(observer)
    }

    package func checkReadiness() async throws(KVError) {
        try await store.checkReadiness()
    }

    /// The store's; the cache's own are `statistics`.
    package var measures: [KVMeasure] { store.measures }
}
