package import KeyValueStore

/// What every `KVStore` promises, as checks that run against an empty store.
///
/// Each check wants a store of its own that reads the time from the same clock. A test target runs them all so:
///
///     @Test(arguments: KVStoreContract.checks)
///     func keepsThePromise(_ check: KVStoreContract.Check) async throws {
///         let clock = ManualClock()
///         try await check.run(KVStoreContract(store: makeStore(clock), clock: clock))
///     }
package struct KVStoreContract: Sendable {
    /// One promise, by its name.
    package struct Check: Sendable, CustomStringConvertible {
        /// The name, unique among the checks.
        package let name: String
        /// Throws `ContractViolation` where the promise is not kept.
        package let run: @Sendable (KVStoreContract) async throws -> Void

        package var description: String { name }
    }

    /// All promises.
    package static let checks =
        entryChecks + conditionChecks + manyChecks + listingChecks + cursorChecks + limitChecks
        + expirationChecks
        + concurrencyChecks

    let store: any KVStore
    let clock: ManualClock

    /// A fresh store and the clock that it goes by.
    package init(store: any KVStore, clock: ManualClock) {
        self.store = store
        self.clock = clock
    }
}

/// What the checks have in common.
extension KVStoreContract {
    /// A key of a name that is known to be one.
    static func key(_ name: String) -> KVKey {
        KVKey(unchecked: Array(name.utf8))
    }

    /// The bytes of a text.
    static func bytes(_ text: String) -> [UInt8] {
        Array(text.utf8)
    }

    /// The clock's time in whole seconds.
    var nowSeconds: Int64 { clock.wallMilliseconds() / 1000 }

    /// Puts an entry that must be written, and returns its version.
    @discardableResult
    func put(
        _ name: String,
        _ value: String = "value",
        metadata: String? = nil,
        expiration: Int64? = nil
    ) async throws -> KVVersion {
        let write = KVWrite(
            key: Self.key(name),
            value: Self.bytes(value),
            metadata: metadata.map(Self.bytes),
            expiration: expiration
        )
        return try await version(of: store.put(write))
    }

    /// The version of a put that must have been written.
    func version(of outcome: KVWriteOutcome) throws(ContractViolation) -> KVVersion {
        guard case .written(let version) = outcome else {
            throw ContractViolation(description: "expected a written entry, found \(outcome)")
        }
        return version
    }

    /// The value under a key as text; nil where there is none.
    func text(_ name: String) async throws -> String? {
        try await store.get(Self.key(name)).map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// Every item of a listing, page after page.
    func listAll(
        prefix: [UInt8] = [],
        limit: Int = 1000,
        includesEntries: Bool = false
    ) async throws -> [KVListItem] {
        var items: [KVListItem] = []
        var cursor: KVCursor?
        // More pages than that and the listing goes in circles.
        for _ in 0..<10_000 {
            let query = KVListQuery(
                prefix: prefix,
                limit: limit,
                cursor: cursor,
                includesEntries: includesEntries
            )
            let page = try await store.list(query)
            try ContractViolation.unless(page.items.count <= limit, "a page has no more items than asked for")
            items += page.items
            guard let next = page.cursor else { return items }
            cursor = next
        }
        throw ContractViolation(description: "the listing does not end")
    }

    /// The names of all keys of a listing, page after page.
    func listNames(prefix: String = "", limit: Int = 1000) async throws -> [String] {
        try await listAll(prefix: Self.bytes(prefix), limit: limit).map(\.key.name)
    }
}
