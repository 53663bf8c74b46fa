import JSON
import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import Users

struct KVOperationsBatchTests {
    let clock = ManualClock()
    let store: InMemoryKVStore
    let operations: KVOperations

    init() {
        store = InMemoryKVStore(maximumBytes: 256 << 20, clock: clock)
        operations = KVOperations(store: store, clock: clock)
    }

    private func item(_ id: String, _ more: String = "") throws -> JSONObject {
        try #require(JSONParser.parse(#"{"id":"\#(id)","email":"u@example.com"\#(more)}"#).objectValue)
    }

    /// A word for a result, for comparison.
    private func word(_ result: Result<BatchCreation, UserError>) -> String {
        switch result {
        case .success(.created(let user)): "created \(user.id)"
        case .success(.skipped(let user)): "skipped \(user.id)"
        case .success(.replaced(let user)): "replaced \(user.id)"
        case .failure(.exists(let user)): "exists \(user.id)"
        case .failure(.violation(let violation)): violation.rule.rawValue
        case .failure(.documentTooLarge): "too large"
        case .failure(let error): "\(error)"
        }
    }

    private func stored(_ id: String) async throws -> String {
        let user = try await operations.getUser(#require(UserID(id))).user
        return String(decoding: try #require(user).json, as: UTF8.self)
    }

    static let policies: [(ConflictPolicy, [String])] = [
        (.fail, ["created a", "exists u1", "invalid-user-id", "created b", "exists b"]),
        (.skip, ["created a", "skipped u1", "invalid-user-id", "created b", "skipped b"]),
        (.replace, ["created a", "replaced u1", "invalid-user-id", "created b", "replaced b"]),
    ]

    @Test(arguments: policies)
    func eachItemHasAResultInOrder(policy: ConflictPolicy, expected: [String]) async throws {
        _ = try await operations.createUser(SentDocument(item("u1", #","v":"old""#)))
        clock.advance(seconds: 1)
        let items = try [
            item("a"), item("u1", #","v":"new""#), item("-"), item("b", #","v":1"#), item("b", #","v":2"#),
        ]
        let results = await operations.batchCreateUsers(items, onConflict: policy)
        #expect(results.map(word) == expected)
        #expect(try await stored("u1").contains(policy == .replace ? #""v":"new""# : #""v":"old""#))
        #expect(try await stored("b").contains(policy == .replace ? #""v":2"# : #""v":1"#))
    }

    @Test func aReplacementKeepsTheTimeOfCreationAlone() async throws {
        _ = try await operations.createUser(SentDocument(item("u1", #","old":1"#)))
        let created = clock.wallMilliseconds()
        clock.advance(seconds: 1)
        _ = await operations.batchCreateUsers([try item("u1", #","new":1"#)], onConflict: .replace)
        let text = try await stored("u1")
        #expect(text.contains(#""createdAt":\#(created),"updatedAt":\#(created + 1000)"#))
        #expect(!text.contains("old"))
    }

    @Test func anItemThatIsTooLargeFailsAlone() async throws {
        let rules = UserRules(documentBytesMaximum: 200)
        let strict = KVOperations(store: store, clock: clock, rules: rules)
        let long = String(repeating: "x", count: 200)
        let results = await strict.batchCreateUsers([try item("a", #","x":"\#(long)""#), try item("b")])
        #expect(results.map(word) == ["too large", "created b"])
    }

    @Test func moreThanAChunkIsWrittenInOrder() async throws {
        let items = try (0..<1203).map { try item("u\($0)") }
        let results = await operations.batchCreateUsers(items)
        #expect(results.map(word) == (0..<1203).map { "created u\($0)" })
    }

    @Test func usersAreReadInTheOrderAskedWithGapsForTheAbsent() async throws {
        for number in 0..<250 { _ = try await operations.createUser(SentDocument(item("u\(number)"))) }
        let ids = try (0..<500).reversed().map { try #require(UserID("u\($0)")) }
        let users = try await operations.batchGetUsers(ids)
        #expect(users.count == 500)
        for (id, user) in zip(ids, users) {
            let exists = (Int(id.text.dropFirst()) ?? 0) < 250
            #expect(user?.id == (exists ? id : nil))
        }
        #expect(
            try await operations.batchGetUsers([ids[499], ids[0], ids[499]]).map { $0?.id.text } == [
                "u0", nil, "u0",
            ]
        )
    }

    @Test func deletesSucceedForAbsentUsersToo() async throws {
        _ = try await operations.createUser(SentDocument(item("a")))
        let ids = try ["a", "b", "a"].map { try #require(UserID($0)) }
        let results = await operations.batchDeleteUsers(ids)
        #expect(results.allSatisfy { if case .success = $0 { true } else { false } })
        #expect(try await operations.listUsers().users.isEmpty)
    }

    @Test func aBatchThatExpiresExpires() async throws {
        let expiration = clock.wallMilliseconds() / 1000 + 60
        _ = await operations.batchCreateUsers([try item("a")], expiry: .at(expiration))
        #expect(try await operations.getUser(#require(UserID("a"))).user?.expiration == expiration)
    }
}
