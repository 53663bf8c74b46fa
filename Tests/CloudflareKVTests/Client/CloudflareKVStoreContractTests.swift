import CloudflareKV
import KeyValueStore
import KeyValueStoreTesting
import Testing

/// The promises of every store, kept over an in-memory API.
struct CloudflareKVStoreContractTests {
    /// KV has no versions: one derived from the content is the same for the same content (`KVVersion`).
    private static let needsVersionsOfWrites = [
        "equalContentIsStillAnotherWrite", "aVersionIsNotUsedAgainAfterADelete",
    ]

    /// These move hundreds of megabytes, which is enough once.
    private static let large = ["aValueMayHave25MiB", "largeValuesDoNotBreakAListing"]

    private static let checks = KVStoreContract.checks.filter { !needsVersionsOfWrites.contains($0.name) }
    private static let smallChecks = checks.filter { !large.contains($0.name) }

    @Test(arguments: checks)
    func keepsThePromise(_ check: KVStoreContract.Check) async throws {
        try await check.run(contract(inlineValues: nil))
    }

    @Test(arguments: smallChecks)
    func keepsThePromiseWithInlineValues(_ check: KVStoreContract.Check) async throws {
        try await check.run(contract(inlineValues: .testing))
    }

    /// Conditions of concurrent writers rely on the memory of acknowledged writes
    /// (`CloudflareKVConfiguration.stalenessWindow`).
    private static let needsOverlay = ["concurrentIncrementsAllSurvive", "oneOfManyCreatorsWins"]

    /// The store reads listings and values back from the API at once, without help from its own memory.
    @Test(arguments: smallChecks.filter { !needsOverlay.contains($0.name) })
    func keepsThePromiseWithoutOverlay(_ check: KVStoreContract.Check) async throws {
        try await check.run(contract(inlineValues: .testing, stalenessWindow: .zero))
    }

    private func contract(
        inlineValues: KVInlineValues?,
        stalenessWindow: Duration = .seconds(60)
    ) -> KVStoreContract {
        let clock = ManualClock()
        var configuration = CloudflareKVConfiguration.testing
        configuration.writeInterval = .zero
        configuration.readDeadline = .seconds(100)
        configuration.writeDeadline = .seconds(100)
        configuration.writeMemoryBytesMaximum = 256 * 1024 * 1024
        configuration.inlineValues = inlineValues
        configuration.stalenessWindow = stalenessWindow
        let mixed = MixedClock(wall: clock)
        let store = CloudflareKVStore(
            configuration: configuration,
            transport: FakeKVAPITransport(clock: clock),
            clock: mixed
        )
        return KVStoreContract(store: store, clock: clock)
    }
}

/// Expiry by a clock that a test turns, waiting by the real one.
struct MixedClock: KVClock {
    let wall: ManualClock

    func wallMilliseconds() -> Int64 { wall.wallMilliseconds() }
    func monotonicNanoseconds() -> Int64 { SystemClock().monotonicNanoseconds() }
}

extension CloudflareKVConfiguration {
    /// A configuration for tests: no network, no pacing.
    static var testing: CloudflareKVConfiguration {
        var configuration = CloudflareKVConfiguration(
            baseURL: "https://api.test/client/v4",
            accountID: "0123456789abcdef0123456789abcdef",
            namespaceID: "fedcba9876543210fedcba9876543210",
            token: APIToken("secret-token")
        )
        configuration.pacing = false
        return configuration
    }
}

extension KVInlineValues {
    /// Carries values of visible ASCII without quotes as `{"t":"<value>"}`.
    static let testing = KVInlineValues(
        metadata: { value in
            guard value.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
                return nil
            }
            return Array(#"{"t":""#.utf8) + value + Array(#""}"#.utf8)
        },
        value: { metadata in
            let (head, tail) = (Array(#"{"t":""#.utf8), Array(#""}"#.utf8))
            guard metadata.starts(with: head), metadata.suffix(2).elementsEqual(tail) else { return nil }
            return Array(metadata.dropFirst(head.count).dropLast(tail.count))
        }
    )
}
