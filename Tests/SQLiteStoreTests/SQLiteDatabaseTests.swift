import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(1)))
struct SQLiteDatabaseTests {
    let folder = TemporaryFolder()
    let clock = ManualClock()

    func open(_ options: SQLiteOptions = SQLiteOptions()) throws -> SQLiteDatabase {
        try SQLiteDatabase(path: folder.file(), options: options, clock: clock)
    }

    @Test func acknowledgedWritesAreThereAfterReopening() async throws {
        let first = try open()
        let (namespace, store) = try await first.openNamespace(title: "test")
        let version = try await store.put(write("kept", "1")).version
        _ = try await store.put(write("deleted"))
        _ = try await store.delete(KVDelete(key: key("deleted")))
        await first.close()

        let second = try open()
        let found = try #require(try await second.namespace(id: namespace.id))
        #expect(found.0 == namespace)
        #expect(try await found.1.get(key("kept"))?.version == version)
        #expect(try await found.1.get(key("deleted")) == nil)
        await second.close()
    }

    @Test func aVersionIsNotUsedAgainAfterReopening() async throws {
        var versions: [UInt64] = []
        for _ in 0..<3 {
            let database = try open()
            let store = try await database.testStore()
            versions.append(try #require(try await store.put(write("key")).version?.rawValue))
            _ = try await store.delete(KVDelete(key: key("key")))
            await database.close()
        }
        #expect(versions == versions.sorted())
        #expect(Set(versions).count == 3)
    }

    @Test func aCopyThatIsPutBackDoesNotUseVersionsAgain() async throws {
        let first = try open()
        _ = try await first.testStore().put(write("key", "1"))
        await first.close()
        let copy = try readFile(folder.file())

        let second = try open()
        let lost = try await second.testStore().put(write("key", "2")).version
        await second.close()
        try writeFile(folder.file(), copy)
        clock.advance(milliseconds: 1)

        let third = try open()
        let store = try await third.testStore()
        let new = try #require(try await store.put(write("key", "3")).version)
        #expect(new.rawValue > (lost?.rawValue ?? .max))
        await third.close()
    }

    @Test func closingLeavesOnlyTheDatabaseFile() async throws {
        let database = try open()
        _ = try await database.testStore().put(write("key"))
        #expect(folder.contents.count == 3)
        await database.close()
        #expect(folder.contents == ["database.sqlite"])
    }

    @Test func aDatabaseThatIsLetGoClosesItself() async throws {
        do {
            let database = try open()
            _ = try await database.testStore().put(write("key"))
        }
        #expect(await eventually { folder.contents == ["database.sqlite"] })
    }

    @Test func whatComesAfterClosingIsRefused() async throws {
        let database = try open()
        let store = try await database.testStore()
        await database.close()
        await database.close()
        await #expect(throws: KVError.closed) { try await store.get(key("key")) }
        await #expect(throws: KVError.closed) { try await store.getMany([key("key")]) }
        await #expect(throws: KVError.closed) { try await store.put(write("key")) }
        await #expect(throws: KVError.closed) { try await store.delete(KVDelete(key: key("key"))) }
        await #expect(throws: KVError.closed) { try await store.list(KVListQuery()) }
        await #expect(throws: KVError.closed) { try await store.checkReadiness() }
        await #expect(throws: KVNamespaceError.store(.closed)) { try await database.namespaces() }
        #expect(await store.putMany([write("a"), write("b")]) == [.failure(.closed), .failure(.closed)])
    }

    @Test func closingServesWhatWaits() async throws {
        let database = try open()
        let store = try await database.testStore()
        let acknowledged = await withTaskGroup(of: String?.self) { group in
            for number in 0..<500 {
                group.addTask {
                    do throws(KVError) {
                        _ = try await store.put(write("key-\(number)"))
                        return "key-\(number)"
                    } catch {
                        #expect(error == .closed)
                        return nil
                    }
                }
            }
            group.addTask {
                await database.close()
                return nil
            }
            var names: Set<String> = []
            for await name in group { if let name { names.insert(name) } }
            return names
        }
        let reopened = try open()
        let items = try await reopened.testStore().list(KVListQuery()).items
        #expect(Set(items.map(\.key.name)) == acknowledged)
        await reopened.close()
    }

    @Test func aDamagedFileIsReportedAsCorrupt() async throws {
        let first = try open()
        let store = try await first.testStore()
        _ = await store.putMany((0..<2000).map { write("key-\($0)", String(repeating: "x", count: 300)) })
        await first.close()
        let count = try readFile(folder.file()).count
        let noise = [UInt8](repeating: 0x5A, count: count - 16 * 4096)
        try overwriteFile(folder.file(), at: 16 * 4096, with: noise)

        let second = try open()
        let damaged = try await second.testStore()
        var found: Set<String> = []
        for number in 0..<2000 {
            do { _ = try await damaged.get(key("key-\(number)")) } catch .corrupt {
                found.insert("read")
            } catch {
                Issue.record("found \(error)")
            }
        }
        do { _ = try await damaged.put(write("key-1999")) } catch .corrupt { found.insert("write") } catch {
            Issue.record("found \(error)")
        }
        #expect(found == ["read", "write"])
        await second.close()
    }

    @Test func manyKindsOfWritesLeaveASoundFile() async throws {
        let database = try open(SQLiteOptions(sweepPeriod: .seconds(1)))
        let store = try await database.testStore()
        let now = clock.wallMilliseconds() / 1000
        for round in 0..<20 {
            let writes = (0..<200).map { number in
                KVWrite(
                    key: key("key-\(number * 7 % 300)"),
                    value: [UInt8](repeating: UInt8(round), count: (number * number * round) % 20_000),
                    metadata: number % 3 == 0 ? nil : [0x31],
                    expiration: number % 5 == 0 ? now + Int64(round) : nil
                )
            }
            _ = await store.putMany(writes)
            _ = await store.deleteMany((0..<50).map { KVDelete(key: key("key-\($0 * round % 300)")) })
            clock.advance(seconds: 1)
        }
        await database.close()
        let check = try connect(folder.file()).prepare("PRAGMA integrity_check")
        #expect(try check.step())
        #expect(check.text(at: 0) == "ok")
    }

    @Test func readsInPlaceSeeEveryAcknowledgedWriteAndFallBackWhenAllAreInUse() async throws {
        let database = try open()
        let store = try await database.testStore()
        for number in 0..<20 {
            _ = try await store.put(write("key", "\(number)"))
            #expect(try await store.get(key("key"))?.value == Array("\(number)".utf8))
            #expect(
                try store.readInPlace(key("key"), atNanoseconds: clock.monotonicNanoseconds())?.get()?.value
                    == Array("\(number)".utf8)
            )
        }
        #expect(Self.isRefusedAtDepth(SQLiteStoreLimits.inPlaceReadersMaximum, database))
        // With every connection in use, a reader's thread answers; afterwards they are there again.
        #expect(try await store.get(key("key"))?.value == Array("19".utf8))
        #expect(
            database.inPlaceReaders.read(mayUseKeptSnapshot: true, atNanoseconds: 0) { _ in .success(true) }
                != nil
        )
        await database.close()
        #expect(
            database.inPlaceReaders.read(mayUseKeptSnapshot: true, atNanoseconds: 0) { _ in .success(true) }
                == nil
        )
    }

    /// Whether the read one deeper than so many nested ones finds no connection.
    private static func isRefusedAtDepth(_ depth: Int, _ database: SQLiteDatabase) -> Bool {
        let nested = database.inPlaceReaders.read(mayUseKeptSnapshot: true, atNanoseconds: 0) { _ in
            .success(depth == 0 ? false : isRefusedAtDepth(depth - 1, database))
        }
        guard let nested else { return depth == 0 }
        return (try? nested.get()) ?? false
    }

    @Test func aStoreOfADeletedNamespaceRefuses() async throws {
        let database = try open()
        let (namespace, store) = try await database.openNamespace(title: "test")
        _ = try await store.put(write("key"))
        // A snapshot in which the namespace was seen to be there is kept from here on.
        #expect(try store.readInPlace(key("key"), atNanoseconds: clock.monotonicNanoseconds())?.get() != nil)
        try await database.deleteNamespace(id: namespace.id)
        let refusal = KVError.namespaceDeleted
        #expect(
            store.readInPlace(key("key"), atNanoseconds: clock.monotonicNanoseconds()) == .failure(refusal)
        )
        await #expect(throws: refusal) { try await store.get(key("key")) }
        await #expect(throws: refusal) { try await store.getMany([key("key")]) }
        await #expect(throws: refusal) { try await store.put(write("key")) }
        await #expect(throws: refusal) { try await store.delete(KVDelete(key: key("key"))) }
        await #expect(throws: refusal) { try await store.list(KVListQuery()) }
        await #expect(throws: refusal) { try await store.checkReadiness() }
        await database.close()
    }
}
