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
        .members(try SentDocument(Array(json.utf8)))
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

    @Test(arguments: UpdateWay.allCases)
    func anUpdateKeepsTheExpirationUnlessItSetsOne(way: UpdateWay) async throws {
        let expiration = clock.wallMilliseconds() / 1000 + 60
        _ = try await create("u1", expiry: .at(expiration))
        let kept = try await way.update(id("u1"), members(#"{"n":1}"#), in: operations)
        #expect(kept?.expiration == expiration)
        let moved = try await way.update(
            id("u1"),
            members("{}"),
            expiry: .at(expiration + 100),
            in: operations
        )
        #expect(moved?.expiration == expiration + 100)
        let cleared = try await way.update(id("u1"), members("{}"), expiry: .at(nil), in: operations)
        #expect(cleared?.expiration == nil)
    }

    @Test(arguments: UpdateWay.allCases)
    func anUpdateOfAnAbsentUserMakesNone(way: UpdateWay) async throws {
        #expect(try await way.update(id("u1"), members("{}"), in: operations) == nil)
        let error = await #expect(throws: UserError.self) {
            try await way.update(id("u1"), members("{}"), precondition: .exists, in: operations)
        }
        guard case .preconditionFailed(nil)? = error else {
            Issue.record("not a failed precondition")
            return
        }
        #expect(try await operations.getUser(id("u1")).user == nil)
    }

    @Test(arguments: UpdateWay.allCases)
    func metadataOfAnotherWriterSurvivesAnUpdate(way: UpdateWay) async throws {
        let user = try await create("u1")
        let key = KVOperations.key(user.id)
        _ = try await store.put(KVWrite(key: key, value: user.json, metadata: Array("[1]".utf8)))
        _ = try await way.update(id("u1"), members(#"{"n":1}"#), in: operations)
        #expect(try await store.get(key)?.metadata == Array("[1]".utf8))
    }

    @Test(arguments: UpdateWay.allCases)
    func whatIsNoUserIsNeitherChangedNorListed(way: UpdateWay) async throws {
        let key = KVKey(unchecked: Array("user:bad".utf8))
        _ = try await store.put(KVWrite(key: key, value: Array("not json".utf8)))
        _ = try await create("good")
        let error = await #expect(throws: UserError.self) {
            try await way.update(id("bad"), members("{}"), in: operations)
        }
        guard case .notAUser? = error else {
            Issue.record("not told that it is no user")
            return
        }
        #expect(try await store.get(key)?.value == Array("not json".utf8))
        #expect(try await operations.listUsers().users.map(\.id.text) == ["good"])
    }

    @Test(arguments: UpdateWay.allCases)
    func aDocumentMayNotGrowBeyondItsBoundButMayShrink(way: UpdateWay) async throws {
        let generous = KVOperations(store: store, clock: clock)
        let strict = KVOperations(store: store, clock: clock, rules: UserRules(documentBytesMaximum: 150))
        let long = String(repeating: "x", count: 200)
        let json = #"{"id":"u1","email":"u@example.com","a":"\#(long)","b":"y"}"#
        _ = try await generous.createUser(Array(json.utf8))
        let error = await #expect(throws: UserError.self) {
            try await way.update(id("u1"), members(#"{"c":"more"}"#), in: strict)
        }
        guard case .documentTooLarge(_, 150)? = error else {
            Issue.record("not told that it is too large")
            return
        }
        let shrunk = try await way.update(id("u1"), members(#"{"a":""}"#), in: strict)
        #expect(try text(shrunk).contains(#""a":"""#))
    }

    @Test(arguments: UpdateWay.allCases)
    func fiftyConcurrentChangesOfDifferentMembersAllSurvive(way: UpdateWay) async throws {
        _ = try await create("u1")
        let changes = try (0..<50).map { try members(#"{"m\#($0)":\#($0)}"#) }
        let user = try id("u1")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for change in changes {
                group.addTask { _ = try await way.update(user, change, in: operations) }
            }
            try await group.waitForAll()
        }
        let object = try KVOperations.parseObject(Array(text(try await operations.getUser(user).user).utf8))
        for number in 0..<50 { #expect(object["m\(number)"]?.int64Value == Int64(number)) }
    }

    @Test(arguments: [100, KVOperations.updateInPlaceBytesMaximum + 1], [false, true])
    func whatIsChangedWithoutATaskIsAnsweredOnTheExecutor(bytes: Int, isJSONPatch: Bool) async throws {
        let user = try await create("u1")
        let key = KVOperations.key(user.id)
        let json = Array(
            #"{"id":"u1","email":"u@example.com","a":"\#(String(repeating: "x", count: bytes))"}"#.utf8
        )
        _ = try await store.put(KVWrite(key: key, value: json))
        let queue = CallbackQueue()
        let patch = #"[{"op":"add","path":"/n","value":1}]"#
        let change =
            isJSONPatch
            ? UserChange.jsonPatch(try JSONPatch(JSONParser.parse(patch))) : try members(#"{"n":1}"#)
        let (answer, isHere) = await withCheckedContinuation { caller in
            operations.updateUser(user.id, change, on: queue) {
                caller.resume(returning: ($0, queue.isCurrent))
            }
        }
        #expect(try text(answer.get()).contains(#""n":1"#))
        // Long work would hold up what else the executor has to do.
        #expect(isHere == (bytes == 100 && !isJSONPatch))
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
