import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

/// Puts that come together go by statements of many rows; nobody may notice.
@Suite(.timeLimit(.minutes(1)))
struct NewPairsTests {
    let folder = TemporaryFolder()
    let clock = ManualClock()

    /// Few keys for many writes, so that they meet free keys, taken ones, expired ones and each other; in some rounds all
    /// are short, in some new.
    static func writes(round: Int, now: Int64, known: [KVKey: KVVersion]) -> [KVWrite] {
        let isPlain = round % 3 == 0
        return (0..<97).map { number in
            let dice = (number * number + 7 * number + 31 * round) % 101
            let name = round % 4 == 0 ? "key-\(round)-\(number)" : "key-\((dice * 7 + number / 5) % 60)"
            var write = KVWrite(
                key: key(name),
                value: Array(
                    repeating: UInt8(number),
                    count: isPlain ? dice % 90 : [0, 1, 90, 480, 2000][dice % 5]
                ),
                metadata: [nil, [], Array("null".utf8), Array(#"{"m":1}"#.utf8)][dice % 4],
                condition: dice % 3 == 0 ? .any : .absent
            )
            if isPlain { return write }
            if dice % 6 == 0 { write.expiration = now / 1000 + Int64(dice % 4) - 1 }
            if dice % 11 == 0 {
                write.metadata = Array(repeating: 0x20, count: KVLimits.metadataBytesMaximum + 1)
            }
            if dice % 5 == 0 { write.condition = .version(known[write.key] ?? KVVersion(1)) }
            return write
        }
    }

    /// Writes many at once into one namespace and one by one into another.
    private func writeBoth(_ round: Int, _ together: SQLiteKVStore, _ alone: SQLiteKVStore) async throws {
        let now = clock.wallMilliseconds()
        let writes = Self.writes(round: round, now: now, known: try await Self.versions(together))
        let results = await together.putMany(writes)
        var expected: [Result<KVWriteOutcome, KVError>] = []
        for write in Self.writes(round: round, now: now, known: try await Self.versions(alone)) {
            do throws(KVError) { expected.append(.success(try await alone.put(write))) } catch {
                expected.append(.failure(error))
            }
        }
        #expect(results.map(Self.summary) == expected.map(Self.summary))
    }

    static func versions(_ store: SQLiteKVStore) async throws -> [KVKey: KVVersion] {
        Dictionary(
            uniqueKeysWithValues: try await content(store).compactMap { item in
                item.entry.map { (item.key, $0.version) }
            }
        )
    }

    /// What became of a write, without its version.
    static func summary(_ result: Result<KVWriteOutcome, KVError>) -> String {
        switch result {
        case .success(.written): "written"
        case .success(.conditionFailed(let current)): "taken by \(String(describing: current?.value))"
        case .failure(let error): "\(error)"
        }
    }

    static func content(_ store: SQLiteKVStore) async throws -> [KVListItem] {
        try await store.list(KVListQuery(includesEntries: true)).items
    }

    @Test func manyPutsDoWhatTheyWouldDoOneByOne() async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        let (_, together) = try await database.openNamespace(title: "together")
        let (_, alone) = try await database.openNamespace(title: "alone")
        for round in 0..<12 {
            try await writeBoth(round, together, alone)
            let found = try await Self.content(together)
            let wanted = try await Self.content(alone)
            #expect(found.map(\.key) == wanted.map(\.key))
            #expect(found.map(\.entry?.value) == wanted.map(\.entry?.value))
            #expect(found.map(\.entry?.metadata) == wanted.map(\.entry?.metadata))
            #expect(found.map(\.entry?.expiration) == wanted.map(\.entry?.expiration))
            clock.advance(seconds: 1)
        }
        let connection = try connect(folder.file())
        // None is missing and none is left over.
        let orphans =
            "SELECT count(*) FROM long_pairs WHERE version NOT IN (SELECT version FROM pairs WHERE value IS NULL)"
        #expect(try connection.integer("SELECT count(*) FROM long_pairs") > 0)
        #expect(try connection.integer(orphans) == 0)
        await database.close()
    }

    @Test func putsThatAllFailLeaveNothingToCommit() async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        let store = try await database.testStore()
        let writes = (0..<20).map { write("key-\($0)", if: .absent) }
        _ = await store.putMany(writes)
        let other = try connect(folder.file())
        let before = try other.integer("PRAGMA data_version")
        for result in await store.putMany(writes) {
            guard case .conditionFailed = try result.get() else { throw KVError.closed }
        }
        #expect(try other.integer("PRAGMA data_version") == before)
        await database.close()
    }

    @Test func theVersionOfAResultIsTheEntrys() async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        let store = try await database.testStore()
        _ = await store.putMany((0..<60).filter { $0 % 3 == 0 }.map { write("key-\($0)") })
        let writes = (0..<60).map { write("key-\($0)", "later", if: $0 % 2 == 0 ? .any : .absent) }
        for (put, result) in zip(writes, await store.putMany(writes)) {
            guard case .written(let version) = try result.get() else { continue }
            let entry = try #require(try await store.get(put.key))
            #expect(entry.version == version)
            #expect(entry.value == Array("later".utf8))
        }
        await database.close()
    }

    @Test func requestsOfDifferentKindsTakeEffectInTheirOrder() async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        let (_, first) = try await database.openNamespace(title: "first")
        let (_, second) = try await database.openNamespace(title: "second")
        let (namespace, doomed) = try await database.openNamespace(title: "doomed")
        try await database.deleteNamespace(id: namespace.id)
        let puts = (0..<40).map { number in
            PutRequest(
                write("key-\(number % 30)", "\(number)", if: number < 30 ? .absent : .any),
                in: [first, second][number / 10 % 2].namespace
            )
        }
        let refused = PutRequest(write("key"), in: doomed.namespace)
        let removal = WriteCall(operationCount: 1, byteCount: 0) { transaction throws(SQLiteFailure) in
            try transaction.delete(KVDelete(key: key("key-3")), in: first.namespace)
        }
        var requests: [WriteRequest] = puts
        requests.insert(contentsOf: [removal, refused], at: 5)
        let inOrder = requests
        try await database.writer.run { transaction throws(SQLiteFailure) in
            try transaction.perform(inOrder)
            return .success(())
        }
        #expect(puts.allSatisfy { (try? $0.result.get().version) != nil })
        #expect(refused.result == .failure(.namespaceDeleted))
        #expect(try await first.get(key("key-3")) == nil)
        // The last ten of the puts go over keys of the first namespace, in the second one.
        #expect(try await first.get(key("key-0"))?.value == Array("0".utf8))
        #expect(try await second.get(key("key-0"))?.value == Array("30".utf8))
        #expect(try await second.get(key("key-19"))?.value == Array("19".utf8))
        await database.close()
    }

    @Test func aStatementInsertsWhatIsFree() async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        let store = try await database.testStore()
        let earlier = try await store.put(write("key-1", "earlier"))
        let last = Int64(bitPattern: try #require(earlier.version).rawValue) + 100
        let connection = try connect(folder.file())
        let pairs = try NewPairs(count: 3, connection: connection)
        try pairs.insert((0..<3).map { write("key-\($0)", "later") }[...], in: store.namespace, after: last)
        #expect(connection.changedRows == 2)
        let entries = try await store.getMany((0..<3).map { key("key-\($0)") })
        #expect(entries.map(\.?.value) == ["later", "earlier", "later"].map { Array($0.utf8) })
        #expect(entries[2]?.version.rawValue == UInt64(last + 3))
        await database.close()
    }
}
