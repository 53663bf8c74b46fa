import KeyValueStore

/// The keys that callers wait for: each is asked for once, however many wait.
///
/// A pure value: it is told the time and reads no clock.
struct ReadQueue {
    private struct Slot {
        var waiters: [(slot: CallSlot, deadline: Int64)]
        var since: Int64
        var attempts = 0
        var isInFlight = false
    }

    private var slots: [KVKey: Slot] = [:]
    /// Keys that wait for a request, oldest first; may name keys that no longer wait.
    private var order = FirstInFirstOut<KVKey>()
    /// Keys that wait for another try; they go before the others.
    private var retries = FirstInFirstOut<KVKey>()
    private var deadlines = FirstInFirstOut<(time: Int64, key: KVKey)>()
    /// Keys that wait for a request.
    private(set) var waitingCount = 0
    /// Callers that wait for an answer.
    private(set) var waiterCount = 0

    /// When the first caller that still waits has waited too long.
    var nextDeadline: Int64? {
        mutating get {
            while let first = deadlines.first, slots[first.key] == nil { _ = deadlines.popFirst() }
            return deadlines.first?.time
        }
    }

    /// Since when the oldest waiting key waits.
    var oldest: Int64? {
        mutating get {
            dropStale()
            return (retries.first ?? order.first).flatMap { slots[$0]?.since }
        }
    }

    /// Adds a caller; true where the key was not asked for yet.
    mutating func add(_ key: KVKey, _ caller: CallSlot, deadline: Int64, now: Int64) -> Bool {
        waiterCount += 1
        deadlines.append((deadline, key))
        if slots[key] != nil {
            slots[key]?.waiters.append((caller, deadline))
            return false
        }
        slots[key] = Slot(waiters: [(caller, deadline)], since: now)
        order.append(key)
        waitingCount += 1
        return true
    }

    /// Takes the oldest waiting keys for a request.
    mutating func take(maximum: Int) -> [KVKey] {
        var keys: [KVKey] = []
        while keys.count < maximum, let key = retries.popFirst() ?? order.popFirst() {
            guard let slot = slots[key], !slot.isInFlight else { continue }
            slots[key]?.isInFlight = true
            waitingCount -= 1
            keys.append(key)
        }
        return keys
    }

    /// Takes one waiting key out of its turn, for a request of its own; false where it does not wait.
    mutating func takeAlone(_ key: KVKey) -> Bool {
        guard let slot = slots[key], !slot.isInFlight else { return false }
        slots[key]?.isInFlight = true
        waitingCount -= 1
        return true
    }

    /// Ends the wait for a key and returns who waited.
    mutating func complete(_ key: KVKey) -> [CallSlot] {
        guard let slot = slots.removeValue(forKey: key) else { return [] }
        if !slot.isInFlight { waitingCount -= 1 }
        waiterCount -= slot.waiters.count
        return slot.waiters.map(\.slot)
    }

    /// Puts a key back after a failed try; the callers to disappoint where it was the last one.
    mutating func retry(_ key: KVKey, attemptsMaximum: Int, countsAsAttempt: Bool) -> [CallSlot]? {
        guard var slot = slots[key] else { return nil }
        if countsAsAttempt { slot.attempts += 1 }
        if slot.attempts >= attemptsMaximum || slot.waiters.isEmpty { return complete(key) }
        slot.isInFlight = false
        slots[key] = slot
        retries.append(key)
        waitingCount += 1
        return nil
    }

    /// Tries that the waiting keys have behind them, the most of any that comes first.
    func attempts(_ key: KVKey) -> Int { slots[key]?.attempts ?? 0 }

    /// Removes the callers whose deadline has passed; true where their key was already asked for.
    mutating func expire(now: Int64) -> [(caller: CallSlot, wasInFlight: Bool)] {
        var expired: [(CallSlot, Bool)] = []
        while let first = deadlines.first, first.time <= now {
            _ = deadlines.popFirst()
            guard var slot = slots[first.key] else { continue }
            let late = slot.waiters.filter { $0.deadline <= now }
            if late.isEmpty { continue }
            slot.waiters.removeAll { $0.deadline <= now }
            waiterCount -= late.count
            expired += late.map { ($0.slot, slot.isInFlight || slot.attempts > 0) }
            if slot.waiters.isEmpty, !slot.isInFlight {
                slots[first.key] = nil
                waitingCount -= 1
            } else {
                slots[first.key] = slot
            }
        }
        return expired
    }

    /// Ends the wait for all keys that are not asked for yet.
    mutating func removeAllWaiting() -> [CallSlot] {
        let keys = slots.filter { !$0.value.isInFlight }.keys
        return keys.flatMap { complete($0) }
    }

    private mutating func dropStale() {
        while let key = retries.first, slots[key].map(\.isInFlight) ?? true { _ = retries.popFirst() }
        while let key = order.first, slots[key].map(\.isInFlight) ?? true { _ = order.popFirst() }
    }
}
