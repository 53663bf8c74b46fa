import KeyValueStore
import Synchronization

/// A store around a store that fails, or makes writes of users wait, when it is told to.
final class ScriptedStore: KVStore {
    private struct State {
        var failure: KVError?
        var isGateClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let store: any KVStore
    private let state = Mutex(State())

    init(_ store: any KVStore) {
        self.store = store
    }

    var guarantees: KVGuarantees { store.guarantees }

    var measures: [KVMeasure] {
        let failing = state.withLock { $0.failure == nil ? 0 : 1 }
        return [
            KVMeasure("scripted_calls_total", .counter, "Calls.", 7),
            KVMeasure("scripted_failing", .gauge, "Whether it fails.", failing),
        ]
    }

    /// What every call throws from now on; nil for none.
    func fail(with error: KVError?) {
        state.withLock { $0.failure = error }
    }

    /// Makes writes of users wait.
    func closeGate() {
        state.withLock { $0.isGateClosed = true }
    }

    /// Lets writes of users through.
    func openGate() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isGateClosed = false
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Writes that wait at the gate.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    private func check() throws(KVError) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func passGate(_ key: KVKey) async {
        guard key.bytes.starts(with: "user:".utf8) else { return }
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if state.isGateClosed { state.waiting.append(continuation) }
                return !state.isGateClosed
            }
            if isOpen { continuation.resume() }
        }
    }

    func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        try check()
        return try await store.read(key, directive)
    }

    func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] {
        try check()
        return try await store.getMany(keys)
    }

    func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        if let failure = state.withLock({ $0.failure }) { return writes.map { _ in .failure(failure) } }
        for write in writes { await passGate(write.key) }
        return await store.putMany(writes)
    }

    func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        if let failure = state.withLock({ $0.failure }) { return deletes.map { _ in .failure(failure) } }
        return await store.deleteMany(deletes)
    }

    func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
        try check()
        return try await store.list(query)
    }

    func checkReadiness() async throws(KVError) {
        try check()
    }
}
