import JSON
import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import Users

/// Changes of a user that another process changes at the same time.
struct KVOperationsContentionTests {
    let clock = ManualClock()
    let inner: InMemoryKVStore
    let id: UserID

    init() async throws {
        inner = InMemoryKVStore(maximumBytes: 1 << 20, clock: clock)
        id = try #require(UserID("u1"))
        let json = Array(#"{"id":"u1","email":"u@example.com"}"#.utf8)
        _ = try await KVOperations(store: inner, clock: clock).createUser(json)
    }

    /// Operations between whose reads and writes another process changes the member `other`.
    private func operations(times: Int) -> (KVOperations, InterferingStore) {
        let store = InterferingStore(inner, times: times) { number in
            Array(#"{"id":"u1","email":"u@example.com","other":\#(number)}"#.utf8)
        }
        return (KVOperations(store: store, clock: clock), store)
    }

    private func change(_ json: String) throws -> UserChange {
        .members(try SentDocument(Array(json.utf8)))
    }

    private var stored: JSONObject {
        get async throws {
            try KVOperations.parseObject(#require(await inner.get(KVOperations.key(id))).value)
        }
    }

    @Test(arguments: UpdateWay.allCases, [1, 2, KVOperations.updateAttemptsMaximum - 1])
    func aChangeIsTriedAgainOnWhatAnotherWroteInBetween(way: UpdateWay, times: Int) async throws {
        let (operations, store) = operations(times: times)
        let user = try await way.update(id, change(#"{"mine":1}"#), in: operations)
        #expect(user != nil)
        #expect(store.remaining <= 0)
        #expect(try await stored["mine"]?.int64Value == 1)
        #expect(try await stored["other"]?.int64Value == 0)
    }

    @Test(arguments: UpdateWay.allCases)
    func aChangeIsGivenUpAtLastAndThenHasNotHappened(way: UpdateWay) async throws {
        let (operations, _) = operations(times: 1000)
        let error = await #expect(throws: UserError.self) {
            try await way.update(id, change(#"{"mine":1}"#), in: operations)
        }
        guard case .contended? = error else {
            Issue.record("not told that others kept changing it")
            return
        }
        #expect(try await stored["mine"] == nil)
    }

    @Test(arguments: UpdateWay.allCases)
    func aPreconditionThatNoLongerHoldsStopsTheChange(way: UpdateWay) async throws {
        let (operations, _) = operations(times: 1)
        let tag = try #require(
            await inner.get(KVOperations.key(id)).map { ContentHash($0.value).hexadecimal }
        )
        let error = await #expect(throws: UserError.self) {
            try await way.update(
                id,
                change(#"{"mine":1}"#),
                precondition: .matches([tag]),
                in: operations
            )
        }
        guard case .preconditionFailed(let current?)? = error else {
            Issue.record("not told what is stored now")
            return
        }
        #expect(try KVOperations.parseObject(current.json)["other"]?.int64Value == 0)
        #expect(try await stored["mine"] == nil)
    }

    @Test func aDeleteDoesNotTakeWhatItsPreconditionDoesNotMatch() async throws {
        let (operations, _) = operations(times: 1)
        let tag = try #require(
            await inner.get(KVOperations.key(id)).map { ContentHash($0.value).hexadecimal }
        )
        await #expect(throws: UserError.self) {
            try await operations.deleteUser(id, precondition: .matches([tag]))
        }
        #expect(try await stored["other"]?.int64Value == 0)
    }

    @Test func aReplacementOfABatchKeepsNothingOfWhatCameInBetween() async throws {
        let (operations, _) = operations(times: 2)
        let item = try #require(JSONParser.parse(#"{"id":"u1","email":"v@example.com"}"#).objectValue)
        let results = await operations.batchCreateUsers([item], onConflict: .replace)
        guard case .success(.replaced)? = results.first else {
            Issue.record("not replaced: \(results)")
            return
        }
        #expect(try await stored["email"]?.stringValue == "v@example.com")
        #expect(try await stored["other"] == nil)
    }
}
