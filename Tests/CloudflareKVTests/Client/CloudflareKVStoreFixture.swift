import HTTPClient
import KeyValueStore
import Synchronization

@testable import CloudflareKV

/// A store over an in-memory API, in virtual time.
struct CloudflareKVStoreFixture {
    let time: VirtualTime
    let api: FakeKVAPITransport
    let store: CloudflareKVStore

    init(
        heldBackBy turnstile: Turnstile? = nil,
        shortWaitSeconds: Int64 = 5,
        _ configure: (inout CloudflareKVConfiguration) -> Void = { _ in }
    ) {
        var configuration = CloudflareKVConfiguration.testing
        configuration.pacing = true
        configuration.readDeadline = .seconds(1000)
        configuration.writeDeadline = .seconds(1000)
        configuration.random = { 0.5 }
        configure(&configuration)
        time = VirtualTime(shortWaitSeconds: shortWaitSeconds)
        api = FakeKVAPITransport(clock: time, delay: { await turnstile?.wait() })
        store = CloudflareKVStore(configuration: configuration, transport: api, clock: time, scheduler: time)
    }

    func key(_ name: String) -> KVKey { KVKey(unchecked: Array(name.utf8)) }

    func text(_ name: String) async throws(KVError) -> String? {
        try await store.get(key(name)).map { String(decoding: $0.value, as: UTF8.self) }
    }

    @discardableResult
    func put(_ name: String, _ value: String, _ condition: KVCondition = .any) async throws(KVError)
        -> KVWriteOutcome
    {
        try await store.put(KVWrite(key: key(name), value: Array(value.utf8), condition: condition))
    }

    func stored(_ name: String) -> String? {
        api.state.withLock { $0.entries[Array(name.utf8)] }.map { String(decoding: $0.value, as: UTF8.self) }
    }
}

/// Holds back whoever waits until it is opened.
final class Turnstile: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var arrivals = 0
    }

    private let state = Mutex(State())

    func wait() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let isOpen = state.withLock { state in
                state.arrivals += 1
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when so many have come.
    func waitForArrivals(_ count: Int) async {
        while !Task.isCancelled, state.withLock({ $0.arrivals }) < count { await Task.yield() }
    }
}
