import JSON
import KeyValueStore
import KeyValueStoreTesting
import Synchronization
import Testing

@testable import Users

/// Changes of one user that come while it is being written.
struct UpdateQueueTests {
    @Test(arguments: UpdateWay.allCases)
    func changesThatWaitBecomeOneWrite(way: UpdateWay) async throws {
        let store = HeldStore()
        let operations = KVOperations(store: store, clock: ManualClock())
        _ = try await operations.createUser(Array(#"{"id":"u1","email":"u@example.com"}"#.utf8))
        let id = try #require(UserID("u1"))
        store.hold()
        let answers = try await withThrowingTaskGroup(of: (Int, [UInt8]?).self) { group in
            for number in 0..<20 {
                group.addTask {
                    let members = JSONObject([JSONMember(name: "m\(number)", value: JSONValue(Int64(number)))]
                    )
                    return (
                        number,
                        try await way.update(id, .members(SentDocument(members)), in: operations)?.json
                    )
                }
                // The first is being written before another comes, or it would take that along.
                while number == 0, store.heldPuts == 0 { await Task.yield() }
            }
            while operations.updates.waitingCount(for: KVOperations.key(id)) < 19 { await Task.yield() }
            store.release()
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        // One for the create, one for the first change, one for all that waited.
        #expect(store.puts == 3)
        let stored = try #require(try await store.get(KVOperations.key(id)))
        let user = try #require(JSONParser.parse(stored.value).objectValue)
        for number in 0..<20 {
            #expect(user["m\(number)"]?.int64Value == Int64(number))
            let answer = try #require(answers[number])
            #expect(try JSONParser.parse(answer).objectValue?["m\(number)"]?.int64Value == Int64(number))
        }
    }

    @Test(arguments: UpdateWay.allCases)
    func aBadChangeDoesNotTouchTheOthersOfItsWrite(way: UpdateWay) async throws {
        let store = HeldStore()
        let operations = KVOperations(store: store, clock: ManualClock())
        _ = try await operations.createUser(Array(#"{"id":"u1","email":"u@example.com"}"#.utf8))
        let id = try #require(UserID("u1"))
        store.hold()
        async let first = way.update(id, .members(SentDocument(JSONObject())), in: operations)
        while !Task.isCancelled, store.heldPuts == 0 { await Task.yield() }
        let wrong = JSONObject([JSONMember(name: "email", value: JSONValue("x"))])
        let bad = Task { try await way.update(id, .members(SentDocument(wrong)), in: operations) }
        let stale = Task {
            try await way.update(
                id,
                .members(SentDocument(JSONObject())),
                precondition: .matches(["0"]),
                in: operations
            )
        }
        async let good = way.update(
            id,
            .members(SentDocument(JSONObject([JSONMember(name: "a", value: JSONValue("b"))]))),
            in: operations
        )
        while !Task.isCancelled, operations.updates.waitingCount(for: KVOperations.key(id)) < 3 {
            await Task.yield()
        }
        store.release()
        #expect(try await first != nil)
        await #expect(throws: UserError.self) { try await bad.value }
        await #expect(throws: UserError.self) { try await stale.value }
        #expect(try await good != nil)
        let stored = try #require(try await store.get(KVOperations.key(id)))
        #expect(String(decoding: stored.value, as: UTF8.self).contains(#""a":"b""#))
    }

    @Test func moreThanMayWaitAreRefused() async throws {
        let queue = UpdateQueue()
        let key = try KVKey("user:u1")
        func slot() -> UpdateSlot {
            UpdateSlot(change: .members(SentDocument(JSONObject())), precondition: .none, expiry: .unchanged)
            { _ in }
        }
        #expect(queue.add(slot(), for: key) == .run)
        for _ in 0..<UpdateQueue.waitingMaximum { #expect(queue.add(slot(), for: key) == .waits) }
        #expect(queue.add(slot(), for: key) == .refused)
        #expect(queue.next(for: key).count == UpdateQueue.batchMaximum)
        #expect(queue.add(slot(), for: try KVKey("user:u2")) == .run)
    }
}

/// A store in memory whose puts wait while it is held.
private final class HeldStore: KVStore {
    private struct State {
        var isHeld = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var puts = 0
    }

    private let base = InMemoryKVStore(maximumBytes: 1 << 20, clock: ManualClock())
    private let state = Mutex(State())

    var guarantees: KVGuarantees { base.guarantees }
    var puts: Int { state.withLock { $0.puts } }
    var heldPuts: Int { state.withLock { $0.waiters.count } }

    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let waiters = state.withLock { state in
            state.isHeld = false
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        try await base.read(key, directive)
    }

    func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] { try await base.getMany(keys) }

    func readInPlace(_ key: KVKey, atNanoseconds now: Int64) -> Result<KVEntry?, KVError>? {
        base.readInPlace(key, atNanoseconds: now)
    }

    func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        await withCheckedContinuation { waiter in
            let goesOn = state.withLock { state in
                state.puts += 1
                if state.isHeld { state.waiters.append(waiter) }
                return !state.isHeld
            }
            if goesOn { waiter.resume() }
        }
        return await base.putMany(writes)
    }

    func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        await base.deleteMany(deletes)
    }

    func list(_ query: KVListQuery) async throws(KVError) -> KVPage { try await base.list(query) }
}
