import CSQLite
import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

/// Short pairs lie in the tree of keys and long ones beside it; nobody may notice, and nothing may be left behind.
@Suite(.timeLimit(.minutes(1)))
struct LongPairTests {
    static let bound = SQLiteStoreLimits.shortPairBytesMaximum
    static let metadata = Array(#"{"a":"metadata"}"#.utf8)

    let folder = TemporaryFolder()
    let clock = ManualClock()

    func value(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
    }

    func write(_ count: Int, metadata: [UInt8]? = nil, if condition: KVCondition = .any) -> KVWrite {
        KVWrite(key: key("key"), value: value(count), metadata: metadata, condition: condition)
    }

    /// A long pair that expires in ten seconds.
    func expiringWrite() -> KVWrite {
        var expiring = write(5000)
        expiring.expiration = clock.wallMilliseconds() / 1000 + 10
        return expiring
    }

    func open() throws -> SQLiteDatabase {
        try SQLiteDatabase(
            path: folder.file(),
            options: SQLiteOptions(sweepPeriod: .seconds(60)),
            clock: clock
        )
    }

    func longPairs() throws -> Int64 {
        try connect(folder.file()).integer("SELECT count(*) FROM long_pairs")
    }

    /// The length of a value, whether metadata goes with it, and how many long pairs that makes; the key has 3 bytes.
    static let lengths: [(count: Int, hasMetadata: Bool, longPairs: Int64)] = [
        (0, false, 0), (bound - 3, false, 0), (bound - 2, false, 1), (bound - 3 - metadata.count, true, 0),
        (bound - 2 - metadata.count, true, 1), (2_000_000, true, 1),
    ]

    @Test(arguments: lengths)
    func aPairIsReadAsItWasWritten(count: Int, hasMetadata: Bool, longPairs expected: Int64) async throws {
        let metadata = hasMetadata ? Self.metadata : nil
        let database = try open()
        let store = try await database.testStore()
        _ = try await store.put(write(count, metadata: metadata))
        let entry = try #require(try await store.get(key("key")))
        #expect(entry.value == value(count))
        #expect(entry.metadata == metadata)
        #expect(try await store.list(KVListQuery(includesEntries: true)).items.map(\.entry) == [entry])
        #expect(try await store.list(KVListQuery()).items.map(\.metadata) == [metadata])
        #expect(try longPairs() == expected)
        await database.close()
    }

    /// Every way from one length to another, and every condition that a write can have.
    @Test func whatAWriteReplacesIsRemoved() async throws {
        let database = try open()
        let store = try await database.testStore()
        let counts = [1, Self.bound + 1, 5000]
        for old in counts {
            for new in counts {
                for isConditional in [false, true] {
                    _ = try await store.delete(KVDelete(key: key("key")))
                    #expect(try longPairs() == 0)
                    let first = try await store.put(write(old, metadata: Self.metadata, if: .absent))
                    let version = try #require(first.version)
                    let condition: KVCondition = isConditional ? .version(version) : .any
                    _ = try await store.put(write(new, if: condition))
                    let entry = try await store.get(key("key"))
                    #expect(entry?.value == value(new))
                    #expect(entry?.metadata == nil)
                    #expect(try longPairs() == (new > Self.bound ? 1 : 0))
                }
            }
        }
        await database.close()
    }

    @Test func aRefusedWriteLeavesNothingBehind() async throws {
        let database = try open()
        let store = try await database.testStore()
        _ = try await store.put(write(5000))
        let current = try await store.get(key("key"))
        for condition in [KVCondition.absent, .version(KVVersion(1))] {
            let outcome = try await store.put(write(6000, if: condition))
            #expect(outcome == .conditionFailed(current: current))
        }
        #expect(try await store.get(key("key")) == current)
        #expect(try longPairs() == 1)
        await database.close()
    }

    @Test func anExpiredLongPairIsReplacedWhole() async throws {
        let database = try open()
        let store = try await database.testStore()
        _ = try await store.put(expiringWrite())
        clock.advance(seconds: 11)
        #expect(try await store.put(write(6000, if: .absent)).version != nil)
        #expect(try await store.get(key("key"))?.value == value(6000))
        #expect(try longPairs() == 1)
        await database.close()
    }

    @Test func theSweepRemovesLongPairsWhole() async throws {
        let database = try open()
        let store = try await database.testStore()
        _ = try await store.put(expiringWrite())
        #expect(try longPairs() == 1)
        clock.advance(seconds: 60)
        #expect(await eventually { database.statistics.sweptEntries == 1 })
        #expect(try longPairs() == 0)
        await database.close()
    }

    @Test func aMissingLongValueIsDamageAndNotAnEmptyValue() async throws {
        let database = try open()
        let store = try await database.testStore()
        _ = try await store.put(write(5000))
        try connect(folder.file()).execute("DELETE FROM long_pairs")
        let failure = await #expect(throws: KVError.self) { try await store.get(key("key")) }
        guard case .corrupt = failure else {
            Issue.record("found \(String(describing: failure))")
            return
        }
        await database.close()
    }
}
