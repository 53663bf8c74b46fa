import HTTPClient
import KeyValueStore
import Synchronization
import Testing

@testable import CloudflareKV

@Suite(.timeLimit(.minutes(1)))
struct WriteBatchLimitTests {
    private func writes(_ fixture: CloudflareKVStoreFixture, _ count: Int, bytes: Int) -> [KVWrite] {
        (0..<count).map { number in
            KVWrite(key: fixture.key("\(number)"), value: [UInt8](repeating: 0x78, count: bytes))
        }
    }

    private func failures(_ results: [Result<KVWriteOutcome, KVError>]) -> Int {
        results.count { if case .failure = $0 { true } else { false } }
    }

    @Test
    func aBindingIsSentNoMoreItemsThanItTakes() async throws {
        let fixture = CloudflareKVStoreFixture { $0.adaptToBinding() }
        fixture.api.state.withLock { $0.bulkItemsMaximum = 900 }
        #expect(failures(await fixture.store.putMany(writes(fixture, 2000, bytes: 10))) == 0)
        let keys = (0..<2000).map { KVDelete(key: fixture.key("\($0)")) }
        #expect(await fixture.store.deleteMany(keys).allSatisfy { $0 == .success(.deleted) })
        #expect(fixture.api.state.withLock { $0.entries.isEmpty })
        #expect(fixture.api.requestCount == 6)
    }

    @Test
    func aBindingIsSentNoMoreBytesThanItTakes() {
        var configuration = CloudflareKVConfiguration.testing
        configuration.adaptToBinding()
        var state = CoalescerState.forTests {
            $0.writeBatchBytesMaximum = configuration.writeBatchBytesMaximum
        }
        let entry = KVEntry(value: [UInt8](repeating: 0x78, count: 1024 * 1024), version: KVVersion(1))
        for number in 0..<40 {
            let key = KVKey(unchecked: Array("\(number)".utf8))
            let submission = WriteSubmission(key: key, change: .put(entry), condition: .any)
            _ = state.submit(
                submission,
                CallSlot(call: UInt64(number), index: 0),
                wallMilliseconds: 0,
                now: 0
            )
        }
        _ = state.step(now: 0)
        let sent = state.takeActions().compactMap {
            if case .send(let batch) = $0 { batch.count } else { nil }
        }
        // In base64 a value takes a third more; 32 MiB are the Worker's limit.
        #expect(sent.reduce(0, +) == 40)
        #expect(sent.allSatisfy { $0 * 4 / 3 + 1 < 32 })
    }

    @Test
    func whoTakesFewerItemsGetsFewerForGood() async throws {
        let fixture = CloudflareKVStoreFixture { $0.writeInterval = .zero }
        fixture.api.state.withLock { $0.bulkItemsMaximum = 300 }
        #expect(failures(await fixture.store.putMany(writes(fixture, 2000, bytes: 10))) == 0)
        #expect(fixture.api.state.withLock { $0.entries.count } == 2000)
        let before = fixture.api.requestCount
        #expect(failures(await fixture.store.putMany(writes(fixture, 2000, bytes: 10))) == 0)
        #expect((7...14).contains(fixture.api.requestCount - before))
    }

    @Test
    func whoTakesFewerBytesGetsFewer() async throws {
        let fixture = CloudflareKVStoreFixture { $0.writeInterval = .zero }
        fixture.api.state.withLock { $0.bulkBytesMaximum = 1024 * 1024 * 3 / 2 }
        #expect(failures(await fixture.store.putMany(writes(fixture, 40, bytes: 64 * 1024))) == 0)
        #expect(fixture.api.state.withLock { $0.entries.count } == 40)
    }

    @Test
    func whatIsTooLargeByItselfIsRefusedByItself() async throws {
        let fixture = CloudflareKVStoreFixture { $0.writeInterval = .zero }
        fixture.api.state.withLock { $0.bulkBytesMaximum = 64 * 1024 }
        var writes = writes(fixture, 20, bytes: 1024)
        writes[7].value = [UInt8](repeating: 0x78, count: 128 * 1024)
        let results = await fixture.store.putMany(writes)
        let failed = results.indices.filter { if case .failure = results[$0] { true } else { false } }
        #expect(failed == [7])
    }

    @Test
    func batchesHaveALeastSize() {
        var state = CoalescerState.forTests()
        let keys = (0..<100_000).map { KVKey(unchecked: Array("\($0)".utf8)) }
        while state.lowerBatch(below: .delete(Array(keys.prefix(state.limits.writeBatchItemsMaximum)))) {}
        #expect(state.limits.writeBatchItemsMaximum == CloudflareKVLimits.bulkWriteItemsMinimum)
    }
}
