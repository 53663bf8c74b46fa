import JSON
import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import Users

/// Changes of a user of which the cache holds an older state than the store, because another process changed it.
struct KVOperationsStaleCacheTests {
    let operations: KVOperations
    let id: UserID

    init() async throws {
        let clock = ManualClock()
        let store = InMemoryKVStore(maximumBytes: 1 << 20, clock: clock)
        let second: Int64 = 1_000_000_000
        let cache = CachedKVStore(
            store,
            settings: CacheSettings(
                capacityBytes: 1 << 20,
                timeToLiveNanoseconds: 60 * second,
                negativeTimeToLiveNanoseconds: 60 * second
            ),
            clock: clock
        )
        operations = KVOperations(store: cache, clock: clock)
        id = try #require(UserID("u1"))
        _ = try await operations.createUser(Array(#"{"id":"u1","email":"u@example.com","state":"old"}"#.utf8))
        _ = try await operations.getUser(id)
        let other = Array(#"{"id":"u1","email":"u@example.com","state":"new","preferences":{}}"#.utf8)
        _ = try await store.put(KVWrite(key: KVOperations.key(id), value: other))
        let cached = try #require(await operations.getUser(id).user)
        #expect(String(decoding: cached.json, as: UTF8.self).contains(#""state":"old""#))
    }

    private func patch(_ text: String) throws -> UserChange {
        .jsonPatch(try JSONPatch(JSONParser.parse(text)))
    }

    @Test(
        arguments: UpdateWay.allCases,
        [
            #"[{"op":"test","path":"/state","value":"new"},{"op":"add","path":"/n","value":1}]"#,
            #"[{"op":"remove","path":"/preferences/absent"}]"#,
            #"[{"op":"test","path":"/state","value":"older"}]"#,
            #"[{"op":"test","path":"/state","value":"old"}]"#,
        ]
    )
    func aPatchIsDecidedOnWhatTheStoreHolds(way: UpdateWay, text: String) async throws {
        let change = try patch(text)
        if text.contains(#""new""#) {
            #expect(try await way.update(id, change, in: operations) != nil)
        } else {
            let error = await #expect(throws: UserError.self) {
                try await way.update(id, change, in: operations)
            }
            guard case .patch? = error else {
                Issue.record("not refused as a patch that does not fit: \(String(describing: error))")
                return
            }
        }
        let user = try #require(await operations.getUser(id).user)
        #expect(String(decoding: user.json, as: UTF8.self).contains(#""state":"new""#))
    }
}
