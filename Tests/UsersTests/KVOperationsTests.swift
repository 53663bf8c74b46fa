import JSON
import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import Users

/// The operations over a real store, with a clock that stands still.
struct KVOperationsTests {
    let clock = ManualClock()
    let store: InMemoryKVStore
    let operations: KVOperations

    init() {
        store = InMemoryKVStore(maximumBytes: 64 << 20, clock: clock)
        operations = KVOperations(store: store, clock: clock)
    }

    private func id(_ text: String) throws -> UserID { try #require(UserID(text)) }

    private func create(_ text: String, expiry: UserExpiry = .unchanged) async throws -> User {
        let json = #"{"id":"\#(text)","email":"u@example.com"}"#
        return try await operations.createUser(Array(json.utf8), expiry: expiry)
    }

    private func members(_ json: String) throws -> UserChange {
        .members(try #require(JSONParser.parse(json).objectValue))
    }

    private func text(_ user: User?) throws -> String {
        String(decoding: try #require(user).json, as: UTF8.self)
    }

    // MARK: Create and get

    @Test func whatIsStoredUnderTheUsersKeyIsWhatAGetReturns() async throws {
        let user = try await create("u1")
        let entry = try await store.get(KVKey(unchecked: Array("user:u1".utf8)))
        #expect(entry?.value == user.json)
        #expect(try await operations.getUser(id("u1")).user == user)
        #expect(try await operations.getUser(id("u2")).user == nil)
    }

    @Test func anIdentifierThatIsTakenIsRefusedAndTheUserStays() async throws {
        let user = try await create("u1")
        clock.advance(seconds: 5)
        let error = await #expect(throws: UserError.self) { try await create("u1") }
        guard case .exists(let current)? = error else {
            Issue.record("not told that it exists")
            return
        }
        #expect(current == user)
        #expect(try await operations.getUser(id("u1")).user == user)
    }

    @Test func anExpiredUserMakesRoomForANewOne() async throws {
        let expiration = clock.wallMilliseconds() / 1000 + 60
        _ = try await create("u1", expiry: .at(expiration))
        clock.advance(seconds: 60)
        #expect(try await operations.getUser(id("u1")).user == nil)
        let again = try await create("u1")
        #expect(again.expiration == nil)
    }

    // MARK: Update

    @Test func anUpdateKeepsTheExpirationUnlessItSetsOne() async throws {
        let expiration = clock.wallMilliseconds() / 1000 + 60
        _ = try await create("u1", expiry: .at(expiration))
        let kept = try await operations.updateUser(id("u1"), members(#"{"n":1}"#))
        #expect(kept?.expiration == expiration)
        let moved = try await operations.updateUser(id("u1"), members("{}"), expiry: .at(expiration + 100))
        #expect(moved?.expiration == expiration + 100)
        let cleared = try await operations.updateUser(id("u1"), members("{}"), expiry: .at(nil))
        #expect(cleared?.expiration == nil)
    }

    @Test func anUpdateOfAnAbsentUserMakesNone() async throws {
        #expect(try await operations.updateUser(id("u1"), members("{}")) == nil)
        let error = await #expect(throws: UserError.self) {
            try await operations.updateUser(id("u1"), members("{}"), precondition: .exists)
        }
        guard case .preconditionFailed(nil)? = error else {
            Issue.record("not a failed precondition")
            return
        }
        #expect(try await operations.getUser(id("u1")).user == nil)
    }

    @Test func metadataOfAnotherWriterSurvivesAnUpdate() async throws {
        let user = try await create("u1")
        let key = KVOperations.key(user.id)
        _ = try await store.put(KVWrite(key: key, value: user.json, metadata: Array("[1]".utf8)))
        _ = try await operations.updateUser(id("u1"), members(#"{"n":1}"#))
        #expect(try await store.get(key)?.metadata == Array("[1]".utf8))
    }

    @Test func whatIsNoUserIsNeitherChangedNorListed() async throws {
        let key = KVKey(unchecked: Array("user:bad".utf8))
        _ = try await store.put(KVWrite(key: key, value: Array("not json".utf8)))
        _ = try await create("good")
        let error = await #expect(throws: UserError.self) {
            try await operations.updateUser(id("bad"), members("{}"))
        }
        guard case .notAUser? = error else {
            Issue.record("not told that it is no user")
            return
        }
        #expect(try await store.get(key)?.value == Array("not json".utf8))
        #expect(try await operations.listUsers().users.map(\.id.text) == ["good"])
    }

    @Test func aDocumentMayNotGrowBeyondItsBoundButMayShrink() async throws {
        let generous = KVOperations(store: store, clock: clock)
        let strict = KVOperations(store: store, clock: clock, rules: UserRules(documentBytesMaximum: 150))
        let long = String(repeating: "x", count: 200)
        let json = #"{"id":"u1","email":"u@example.com","a":"\#(long)","b":"y"}"#
        _ = try await generous.createUser(Array(json.utf8))
        let error = await #expect(throws: UserError.self) {
            try await strict.updateUser(id("u1"), members(#"{"c":"more"}"#))
        }
        guard case .documentTooLarge(_, 150)? = error else {
            Issue.record("not told that it is too large")
            return
        }
        let shrunk = try await strict.updateUser(id("u1"), members(#"{"a":""}"#))
        #expect(try text(shrunk).contains(#""a":"""#))
    }

    @Test func fiftyConcurrentChangesOfDifferentMembersAllSurvive() async throws {
        _ = try await create("u1")
        let changes = try (0..<50).map { try members(#"{"m\#($0)":\#($0)}"#) }
        let user = try id("u1")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for change in changes {
                group.addTask { _ = try await operations.updateUser(user, change) }
            }
            try await group.waitForAll()
        }
        let object = try KVOperations.parseObject(Array(text(try await operations.getUser(user).user).utf8))
        for number in 0..<50 { #expect(object["m\(number)"]?.int64Value == Int64(number)) }
    }

    // MARK: Delete

    @Test func deletingAnAbsentUserSucceeds() async throws {
        try await operations.deleteUser(id("u1"))
        _ = try await create("u1")
        try await operations.deleteUser(id("u1"))
        #expect(try await operations.getUser(id("u1")).user == nil)
    }

    @Test func aDeleteObeysItsPrecondition() async throws {
        let user = try await create("u1")
        let tag = user.contentHash.hexadecimal
        for precondition in [UserPrecondition.matches(["x"]), .absent, .matchesNone([tag])] {
            await #expect(throws: UserError.self) {
                try await operations.deleteUser(id("u1"), precondition: precondition)
            }
        }
        #expect(try await operations.getUser(id("u1")).user == user)
        try await operations.deleteUser(id("u1"), precondition: .matches(["x", tag]))
        #expect(try await operations.getUser(id("u1")).user == nil)
        await #expect(throws: UserError.self) {
            try await operations.deleteUser(id("u1"), precondition: .exists)
        }
    }

    @Test func keysOfOthersAreNotTouched() async throws {
        let others = ["session:u1", "cache:u1", "users:u1", "u1", "user"]
        for name in others {
            _ = try await store.put(KVWrite(key: KVKey(unchecked: Array(name.utf8)), value: [1]))
        }
        _ = try await create("u1")
        #expect(try await operations.listUsers().users.map(\.id.text) == ["u1"])
        try await operations.deleteUser(id("u1"))
        for name in others { #expect(try await store.get(KVKey(unchecked: Array(name.utf8)))?.value == [1]) }
    }
}
