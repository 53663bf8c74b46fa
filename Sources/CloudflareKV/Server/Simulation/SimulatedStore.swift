import KeyValueStore
import Synchronization

/// A store as one request sees it through one simulated edge.
final class SimulatedStore: KVStore {
    private let base: any KVStore
    private let namespaceID: String
    private let edge: Int
    private let simulator: KVAPISimulator
    private let generator: Mutex<SeededGenerator>

    /// What a cursor begins with that leads on from an empty page; the page after it is never empty again.
    private static let emptyPageCursor = "simulated-empty-page."

    init(
        _ base: any KVStore,
        namespaceID: String,
        edge: Int,
        simulator: KVAPISimulator,
        generator: SeededGenerator
    ) {
        self.base = base
        self.namespaceID = namespaceID
        self.edge = edge
        self.simulator = simulator
        self.generator = Mutex(generator)
    }

    var guarantees: KVGuarantees {
        var guarantees = base.guarantees
        guarantees.consistency = .eventual(staleness: .nanoseconds(simulator.settings.staleness))
        return guarantees
    }

    func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        KVReading(entry: try await getMany([key])[0], origin: .store)
    }

    func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] {
        let now = simulator.clock.monotonicNanoseconds()
        let remembered = simulator.state.withLock { state in
            keys.map { state.edges[edge].entry(address($0), at: now) }
        }
        let missing = zip(keys, remembered).filter { $1 == nil }.map(\.0)
        var loaded = missing.isEmpty ? [][...] : try await base.getMany(missing)[...]
        simulator.state.withLock { state in
            for (key, entry) in zip(missing, loaded) {
                state.edges[edge].remember(address(key), entry, at: now)
            }
        }
        let wallNow = simulator.clock.wallMilliseconds()
        return remembered.map { memory in
            guard let memory else { return loaded.removeFirst() }
            // Expiry outranks what an edge remembers.
            return memory.flatMap { $0.isExpired(atMilliseconds: wallNow) ? nil : $0 }
        }
    }

    func put(_ write: KVWrite) async throws(KVError) -> KVWriteOutcome {
        try admit([write], [.success(())])[0].get()
        let outcome = try await base.put(write)
        noteWrites([write.key])
        return outcome
    }

    func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        let verdicts = admit(writes, partialFailures(writes.count))
        let results = await carryOut(writes, verdicts) { await self.base.putMany($0) }
        noteWrites(succeeded(writes.map(\.key), results))
        return results
    }

    func delete(_ delete: KVDelete) async throws(KVError) -> KVDeleteOutcome {
        let outcome = try await base.delete(delete)
        noteWrites([delete.key])
        return outcome
    }

    func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        let results = await carryOut(deletes, partialFailures(deletes.count)) {
            await self.base.deleteMany($0)
        }
        noteWrites(succeeded(deletes.map(\.key), results))
        return results
    }

    func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
        var query = query
        let cursor = query.cursor?.text ?? ""
        let comesFromEmptyPage = cursor.hasPrefix(Self.emptyPageCursor)
        if comesFromEmptyPage {
            let rest = cursor.dropFirst(Self.emptyPageCursor.count)
            query.cursor = rest.isEmpty ? nil : KVCursor(String(rest))
        }
        let page = try await page(query)
        let isEmpty = generator.withLock { $0.happens(simulator.settings.emptyPageProbability) }
        guard isEmpty, !comesFromEmptyPage else { return page }
        return KVPage(items: [], cursor: KVCursor(Self.emptyPageCursor + cursor))
    }
}

extension SimulatedStore {
    private func address(_ key: KVKey) -> SimulatedAddress {
        SimulatedAddress(namespaceID: namespaceID, key: key)
    }

    private func page(_ query: KVListQuery) async throws(KVError) -> KVPage {
        let now = simulator.clock.monotonicNanoseconds()
        if let page = simulator.state.withLock({ $0.edges[edge].page(namespaceID, query, at: now) }) {
            let wallNow = simulator.clock.wallMilliseconds()
            let items = page.items.filter { ($0.expiration ?? .max) > wallNow / 1000 }
            return KVPage(items: items, cursor: page.cursor)
        }
        let page = try await base.list(query)
        simulator.state.withLock { $0.edges[edge].remember(page, namespaceID, query, at: now) }
        return page
    }

    /// Refuses the puts that come too early after another of the same key; two within one request are not held against
    /// each other.
    ///
    /// Those that pass are noted in the same step, or two at the same moment would both pass.
    private func admit(_ writes: [KVWrite], _ verdicts: [Result<Void, KVError>]) -> [Result<Void, KVError>] {
        let now = simulator.clock.monotonicNanoseconds()
        return simulator.state.withLock { state in
            let admissions = zip(writes, verdicts).map { write, verdict in
                let wait = state.writes.wait(address(write.key), at: now)
                return wait.map { .failure(.overloaded(retryAfter: .nanoseconds($0))) } ?? verdict
            }
            for key in succeeded(writes.map(\.key), admissions) { state.writes.note(address(key), at: now) }
            return admissions
        }
    }

    private func partialFailures(_ count: Int) -> [Result<Void, KVError>] {
        generator.withLock { generator in
            (0..<count).map { _ in
                generator.happens(simulator.settings.partialBulkProbability)
                    ? .failure(.unavailable(reason: "simulated", retryAfter: nil)) : .success(())
            }
        }
    }

    /// Hands on the items that have no failure yet, and puts all results in the items' order.
    private func carryOut<Item, Outcome>(
        _ items: [Item],
        _ verdicts: [Result<Void, KVError>],
        _ operation: ([Item]) async -> [Result<Outcome, KVError>]
    ) async -> [Result<Outcome, KVError>] {
        let admitted = zip(items, verdicts).filter { (try? $1.get()) != nil }.map(\.0)
        var outcomes = await operation(admitted)[...]
        return verdicts.map { $0.flatMap { outcomes.removeFirst() } }
    }

    private func succeeded<Outcome>(_ keys: [KVKey], _ results: [Result<Outcome, KVError>]) -> [KVKey] {
        zip(keys, results).filter { (try? $1.get()) != nil }.map(\.0)
    }

    /// A change is seen at once where it was made, and elsewhere when the other edges forget what they read.
    private func noteWrites(_ keys: [KVKey]) {
        guard !keys.isEmpty else { return }
        simulator.state.withLock { state in
            for key in keys { state.edges[edge].forget(address(key)) }
            state.edges[edge].forgetPages(namespaceID)
        }
    }
}
