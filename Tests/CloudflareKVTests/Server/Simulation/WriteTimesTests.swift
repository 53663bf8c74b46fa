import KeyValueStore
import Testing

@testable import CloudflareKV

struct WriteTimesTests {
    @Test func aKeyMustWaitUntilItsIntervalIsOver() throws {
        var times = WriteTimes(interval: 100)
        let first = SimulatedAddress(namespaceID: "n", key: try KVKey("k"))
        let second = SimulatedAddress(namespaceID: "m", key: try KVKey("k"))
        #expect(times.wait(first, at: 0) == nil)
        times.note(first, at: 0)
        #expect(times.wait(first, at: 1) == 99)
        #expect(times.wait(second, at: 1) == nil)
        #expect(times.wait(first, at: 100) == nil)
    }

    @Test func manyKeysAreSweptWithoutLosingFreshOnes() throws {
        var times = WriteTimes(interval: 100)
        for number in 0..<5000 {
            times.note(SimulatedAddress(namespaceID: "n", key: try KVKey("k\(number)")), at: Int64(number))
        }
        #expect(times.wait(SimulatedAddress(namespaceID: "n", key: try KVKey("k4950")), at: 5000) == 50)
        #expect(times.wait(SimulatedAddress(namespaceID: "n", key: try KVKey("k1")), at: 5000) == nil)
    }
}
