import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import Users

struct KVOperationsListTests {
    let clock = ManualClock()
    let operations: KVOperations

    init() {
        operations = KVOperations(store: InMemoryKVStore(maximumBytes: 64 << 20, clock: clock), clock: clock)
    }

    private func create(_ ids: [String]) async throws {
        for id in ids {
            _ = try await operations.createUser(Array(#"{"id":"\#(id)","email":"u@example.com"}"#.utf8))
        }
    }

    private func ids(prefix: String = "", limit: Int) async throws -> [String] {
        var ids: [String] = []
        var cursor: KVCursor?
        repeat {
            let page = try await operations.listUsers(prefix: prefix, limit: limit, cursor: cursor)
            #expect(page.users.count <= limit)
            ids += page.users.map(\.id.text)
            cursor = page.cursor
        } while cursor != nil
        return ids
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func everyUserIsOnOnePageInByteOrder(limit: Int) async throws {
        let all = ["a", "B", "a-1", "a.1", "a1", "Z", "0", "b~", "b:"]
        try await create(all.shuffled())
        let sorted = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(try await ids(limit: limit) == sorted)
        #expect(try await ids(prefix: "a", limit: limit) == sorted.filter { $0.hasPrefix("a") })
        #expect(try await ids(prefix: "x", limit: limit) == [])
    }

    @Test func aCursorStaysGoodWhileOthersWrite() async throws {
        try await create(["a", "c", "e", "g"])
        let first = try await operations.listUsers(limit: 2)
        try await create(["b", "d"])
        try await operations.deleteUser(#require(UserID("c")))
        let cursor = try #require(first.cursor)
        let rest = try await operations.listUsers(limit: 10, cursor: cursor)
        #expect(first.users.map(\.id.text) == ["a", "c"])
        #expect(rest.users.map(\.id.text) == ["d", "e", "g"])
    }
}
