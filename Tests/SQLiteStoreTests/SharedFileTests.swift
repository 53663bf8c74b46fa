import KeyValueStore
import Synchronization
import Testing

@testable import SQLiteStore

/// Two databases open on one file, as two processes would have it.
@Suite(.timeLimit(.minutes(1)))
struct SharedFileTests {
    let folder = TemporaryFolder()
    let first: SQLiteDatabase
    let second: SQLiteDatabase

    init() throws {
        first = try SQLiteDatabase(path: folder.file())
        second = try SQLiteDatabase(path: folder.file())
    }

    func close() async {
        await first.close()
        await second.close()
    }

    @Test func bothOpenTheSameNamespace() async throws {
        async let one = first.openNamespace(title: "same")
        async let other = second.openNamespace(title: "same")
        #expect(try await one.0 == other.0)
        await close()
    }

    @Test func versionsNeverCollide() async throws {
        let stores = [try await first.testStore(), try await second.testStore()]
        let versions = try await withThrowingTaskGroup(of: KVVersion?.self) { group in
            for number in 0..<200 {
                group.addTask { try await stores[number % 2].put(write("key-\(number % 10)")).version }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(versions.compactMap { $0 }).count == 200)
        await close()
    }

    @Test func conditionsHoldAcrossBoth() async throws {
        let stores = [try await first.testStore(), try await second.testStore()]
        _ = try await stores[0].put(write("counter", "0"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores {
                group.addTask {
                    for _ in 0..<30 {
                        var isDone = false
                        while !isDone {
                            let entry = try #require(try await store.get(key("counter")))
                            let number = try #require(Int(String(decoding: entry.value, as: UTF8.self)))
                            let next = write("counter", "\(number + 1)", if: .version(entry.version))
                            isDone = try await store.put(next).version != nil
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[1].get(key("counter"))?.value == Array("60".utf8))
        await close()
    }

    @Test func aWriteOfOneIsSeenByTheOtherAtOnce() async throws {
        let stores = [try await first.testStore(), try await second.testStore()]
        for number in 0..<20 {
            _ = try await stores[number % 2].put(write("key", "\(number)"))
            #expect(try await stores[1 - number % 2].get(key("key"))?.value == Array("\(number)".utf8))
        }
        await close()
    }

    @Test func aChangeOfOneIsNoticedByTheOtherWithoutWriting() async throws {
        let store = try await first.testStore()
        let calls = Mutex(0)
        try await second.testStore().observeExternalChanges { calls.withLock { $0 += 1 } }
        // The second database may still be about to notice how the first one made the namespace.
        #expect(await eventually { second.statistics.externalChanges > 0 })
        let before = calls.withLock { $0 }
        _ = try await store.put(write("key"))
        #expect(await eventually { calls.withLock { $0 } > before })
        // How soon is a matter of how often it looks.
        #expect(SQLiteStoreLimits.externalChangePollMilliseconds <= 1000)
        await close()
    }

    @Test func ownWritesAreNoExternalChange() async throws {
        await second.close()
        let store = try await first.testStore()
        let before = first.statistics.externalChanges
        for number in 0..<20 {
            _ = try await store.put(write("key-\(number)"))
            _ = try await store.get(key("key-\(number)"))
        }
        await first.close()
        #expect(first.statistics.externalChanges == before)
    }

    @Test func anObserverHearsOfAChangeBeforeALaterWriteIsAcknowledged() async throws {
        let stores = [try await first.testStore(), try await second.testStore()]
        let calls = Mutex(0)
        stores[1].observeExternalChanges { calls.withLock { $0 += 1 } }
        for number in 0..<50 {
            let before = calls.withLock { $0 }
            _ = try await stores[0].put(write("key", "\(number)"))
            _ = try await stores[1].put(write("other", "\(number)"))
            #expect(calls.withLock { $0 } > before)
        }
        await close()
    }
}
