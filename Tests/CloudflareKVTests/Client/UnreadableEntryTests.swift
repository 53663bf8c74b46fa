import HTTPClient
import KeyValueStore
import Testing

@testable import CloudflareKV

/// What others stored must not cost the entries around it.
@Suite(.timeLimit(.minutes(1)))
struct UnreadableEntryTests {
    static let unreadable = [
        #"{"a":"\uD800"}"#, #"{"a":1,"a":2}"#,
        String(repeating: "[", count: 300) + String(repeating: "]", count: 300),
    ]

    @Test(arguments: unreadable)
    func metadataThatNoReaderTakesCostsNoReadAndNoListing(metadata: String) async throws {
        let fixture = CloudflareKVStoreFixture { $0.attemptsMaximum = 1 }
        fixture.api.seed("bad", "value", rawMetadata: metadata)
        fixture.api.seed("good", "value", metadata: "1")
        let entries = try await fixture.store.getMany([fixture.key("bad"), fixture.key("good")])
        #expect(entries.map { $0?.value } == [Array("value".utf8), Array("value".utf8)])
        #expect(entries.map { $0?.metadata } == [nil, Array("1".utf8)])
        let items = try await fixture.store.list(KVListQuery()).items
        #expect(items.map(\.key.name) == ["bad", "good"])
        #expect(items.map(\.metadata) == [nil, Array("1".utf8)])
        #expect(fixture.api.requestCount == 2)
    }

    @Test
    func deepMetadataIsKeptAndCanBeWrittenAgain() async throws {
        let fixture = CloudflareKVStoreFixture()
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        fixture.api.seed("deep", "value", rawMetadata: deep)
        let entry = try #require(try await fixture.store.get(fixture.key("deep")))
        #expect(entry.metadata == Array(deep.utf8))
        let write = KVWrite(key: fixture.key("other"), value: [1], metadata: entry.metadata)
        #expect(try await fixture.store.put(write) != .conditionFailed(current: nil))
    }

    @Test
    func anAnswerThatCannotBeReadIsTakenApartDownToItsKeys() async throws {
        let fixture = CloudflareKVStoreFixture()
        for name in ["a", "b", "c", "d"] { fixture.api.seed(name, name) }
        // Not even the end of this one can be found.
        fixture.api.seed("c", "c", rawMetadata: "]")
        let entries = try await fixture.store.getMany(["a", "b", "c", "d"].map { fixture.key($0) })
        #expect(entries.map { $0.map { String(decoding: $0.value, as: UTF8.self) } } == ["a", "b", "c", "d"])
        #expect(fixture.store.coalescer.withState { $0.breaker.admits(now: .max) })
    }

    @Test
    func answersThatCannotBeReadDoNotOpenTheBreaker() {
        var state = CoalescerState.forTests()
        for _ in 0..<100 { state.learn(.unreadable, for: .read, rate: RateFeedback(), departed: 0, now: 0) }
        #expect(state.breaker.closedUntil == nil)
    }
}
