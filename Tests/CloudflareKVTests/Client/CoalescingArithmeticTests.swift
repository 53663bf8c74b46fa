import KeyValueStore
import Testing

@testable import CloudflareKV

/// How many requests the loads cost that the design promises something about, in simulated time.
struct CoalescingArithmeticTests {
    @Test(arguments: [1, 5, 20, 100])
    func distinctColdReadsFillTheirBatches(latencyMilliseconds: Int64) {
        var simulation = CoalescerSimulation(latencyMilliseconds: latencyMilliseconds)
        let counter = Counter()
        for _ in 0..<200 { readNext(&simulation, counter, total: 10_000) }
        simulation.run()
        #expect(counter.done == 10_000)
        #expect(simulation.batches.count <= 150)
        #expect(simulation.throttledCount == 0)
    }

    @Test(arguments: [60, 150, 200, 333])
    func createsShareReadsAndWrites(clients: Int) {
        var simulation = CoalescerSimulation()
        let counter = Counter()
        for _ in 0..<clients { createNext(&simulation, counter, total: 10_000) }
        simulation.run()
        #expect(counter.done == 10_000)
        #expect(simulation.stored.count == 10_000)
        #expect(simulation.throttledCount == 0)
        // Fewer clients than a batch has places cannot fill it.
        #expect(simulation.batches.count <= (clients < 100 ? 10_000 / clients * 5 / 2 : 250))
    }

    @Test
    func oneColdKeyCostsOneRequest() {
        var simulation = CoalescerSimulation()
        let counter = Counter()
        let key = KVKey(unchecked: Array("key".utf8))
        for _ in 0..<1000 { simulation.read(key) { _, _ in counter.done += 1 } }
        simulation.run()
        #expect(counter.done == 1000)
        #expect(simulation.batches.count == 1)
    }

    @Test
    func aLoneCallLeavesAtOnce() {
        var simulation = CoalescerSimulation()
        let counter = Counter()
        readNext(&simulation, counter, total: 50)
        simulation.run()
        #expect(simulation.batches.count == 50)
        #expect(simulation.lastAnswer == 50 * 50 * CoalescerSimulation.millisecond)
    }

    @Test
    func aLongLoadIsNeverThrottled() {
        // Two minutes more than a window, with more distinct keys than the quota can carry at once.
        var simulation = CoalescerSimulation()
        let counter = Counter()
        for client in 0..<20 {
            readForever(&simulation, counter, client, until: 420 * CoalescerSimulation.second)
        }
        simulation.run()
        #expect(simulation.throttledCount == 0)
        #expect(simulation.arrivals.count > 1200)
        #expect(Self.longestSilence(simulation.arrivals) < 5 * CoalescerSimulation.second)
    }

    @Test
    func aSteadyMixedLoadIsNeverThrottled() {
        var simulation = CoalescerSimulation(configure: { $0.readDeadline = 10_000_000_000 })
        let load = SteadyLoad(seconds: 60)
        load.begin(&simulation)
        simulation.run()
        #expect(simulation.throttledCount == 0)
        #expect(load.failed == 0)
        #expect(load.answered == 120_000)
        #expect(simulation.smallestWriteDistance >= CoalescerSimulation.second)
        #expect(simulation.batches.count <= 1152)
    }

    // MARK: - Clients

    private func readNext(_ simulation: inout CoalescerSimulation, _ counter: Counter, total: Int) {
        guard counter.begun < total else { return }
        counter.begun += 1
        let key = KVKey(unchecked: Array("key-\(counter.begun)".utf8))
        simulation.read(key) { simulation, _ in
            counter.done += 1
            readNext(&simulation, counter, total: total)
        }
    }

    private func readForever(
        _ simulation: inout CoalescerSimulation,
        _ counter: Counter,
        _ client: Int,
        until end: Int64
    ) {
        if simulation.now >= end { return }
        counter.begun += 1
        simulation.read(KVKey(unchecked: Array("key-\(counter.begun)".utf8))) { simulation, _ in
            readForever(&simulation, counter, client, until: end)
        }
    }

    private func createNext(_ simulation: inout CoalescerSimulation, _ counter: Counter, total: Int) {
        guard counter.begun < total else { return }
        counter.begun += 1
        let key = KVKey(unchecked: Array("key-\(counter.begun)".utf8))
        let entry = KVEntry(value: Array("value".utf8), version: KVVersion(1))
        simulation.read(key) { simulation, answer in
            guard case .read(.success(let current)) = answer else { return }
            let submission = WriteSubmission(
                key: key,
                change: .put(entry),
                condition: .absent,
                baseline: .known(current)
            )
            simulation.write(submission) { simulation, _ in
                counter.done += 1
                createNext(&simulation, counter, total: total)
            }
        }
    }

    private static func longestSilence(_ arrivals: [Int64]) -> Int64 {
        zip(arrivals, arrivals.dropFirst()).map { $1 - $0 }.max() ?? 0
    }
}

/// Counts across closures; tests run a simulation on one task.
final class Counter {
    var begun = 0
    var done = 0
}
