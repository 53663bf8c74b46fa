import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

/// Reads that go on with the snapshot of an earlier read.
@Suite(.timeLimit(.minutes(1)))
struct KeptSnapshotTests {
    private let folder = TemporaryFolder()
    private let clock = ManualClock()

    private func value(_ store: SQLiteKVStore) throws -> String? {
        let result = try #require(store.readInPlace(key("key"), atNanoseconds: clock.monotonicNanoseconds()))
        return try result.get().map { String(decoding: $0.value, as: UTF8.self) }
    }

    @Test func whatAnotherProcessWroteIsSeenWhenTheSnapshotIsTooOldOrTheChangeWasNoticed() async throws {
        let own = try SQLiteDatabase(path: folder.file(), clock: clock)
        let other = try SQLiteDatabase(path: folder.file(), clock: clock)
        let stores = (own: try await own.testStore(), other: try await other.testStore())
        _ = try await stores.other.put(write("key", "1"))
        // The writer's next look may come at any moment; either way it is the value, old or new, and then the new one.
        #expect(try value(stores.own) == "1")
        _ = try await stores.other.put(write("key", "2"))
        #expect(try ["1", "2"].contains(value(stores.own)))
        clock.advance(milliseconds: SQLiteStoreLimits.keptSnapshotNanoseconds / 1_000_000)
        #expect(try value(stores.own) == "2")
        // Who asks the store itself never gets a kept snapshot.
        _ = try await stores.other.put(write("key", "3"))
        #expect(try await stores.own.get(key("key"))?.value == Array("3".utf8))
        await own.close()
        await other.close()
    }

    @Test func noReadAfterANoticeIsOlderThanTheNotice() async throws {
        let own = try SQLiteDatabase(path: folder.file(), clock: clock)
        let other = try SQLiteDatabase(path: folder.file(), clock: clock)
        let stores = (own: try await own.testStore(), other: try await other.testStore())
        _ = try await stores.other.put(write("key", "0"))
        #expect(try value(stores.own) == "0")
        for number in 1...5 {
            let before = own.statistics.externalChanges
            _ = try await stores.other.put(write("key", "\(number)"))
            #expect(await eventually { own.statistics.externalChanges > before })
            // The clock stands still: only the notice can have ended the old snapshot.
            #expect(try value(stores.own) == "\(number)")
        }
        await own.close()
        await other.close()
    }

    @Test func endingIdleSnapshotsOpensNoFurtherConnection() async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        let store = try await database.testStore()
        _ = try await store.put(write("key", "1"))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<20_000 {
                    _ = store.readInPlace(key("key"), atNanoseconds: clock.monotonicNanoseconds())
                }
            }
            group.addTask { for _ in 0..<20_000 { database.inPlaceReaders.endIdleSnapshots() } }
        }
        #expect(database.inPlaceReaders.connections == 1)
        await database.close()
    }

    @Test func anIdleSnapshotDoesNotKeepTheLogFromBeginningAnew() async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        let store = try await database.testStore()
        _ = try await store.put(write("key", "1"))
        #expect(try value(store) == "1")
        _ = try await store.put(write("key", "2"))
        database.inPlaceReaders.endIdleSnapshots()
        #expect(try database.file.openForCheckpoints().checkpoint()?.isComplete == true)
        await database.close()
    }
}
