import KeyValueStore

/// The writes that callers wait for: per key, one is on its way and the newest of the others goes next.
///
/// Writes of one key form a chain. When the newest of them is acknowledged, so are those it replaced: each happened, and
/// was overwritten at once. A write whose condition was checked against its predecessor fails with the predecessor.
/// A pure value: it is told the time and reads no clock.
struct WriteQueue {
    enum Kind: CaseIterable {
        case put
        case delete
    }

    /// Nanoseconds between two writes of one key.
    private let interval: Int64
    private var slots: [KVKey: WriteSlot] = [:]
    private var ready: [Kind: OrderedKeySet] = [.put: OrderedKeySet(), .delete: OrderedKeySet()]
    /// Keys that were written a moment ago and must not be written yet.
    private var cooling: [KVKey: Int64] = [:]
    private var coolingOrder = FirstInFirstOut<(time: Int64, key: KVKey)>()
    private var deadlines = FirstInFirstOut<(time: Int64, key: KVKey)>()
    private(set) var waiterCount = 0
    /// Memory in use, about.
    private(set) var bytes = 0

    init(interval: Int64) {
        self.interval = interval
    }

    /// When the first write that still waits has waited too long.
    var nextDeadline: Int64? {
        mutating get {
            while let first = deadlines.first, slots[first.key] == nil { _ = deadlines.popFirst() }
            return deadlines.first?.time
        }
    }

    /// When the first key may be written again.
    var nextCooled: Int64? { coolingOrder.first?.time }

    func readyCount(_ kind: Kind) -> Int { ready[kind]?.count ?? 0 }

    mutating func oldest(_ kind: Kind) -> Int64? { ready[kind]?.oldest }

    /// The newest write of a key that is not acknowledged yet.
    func newest(_ key: KVKey) -> PendingWrite? {
        slots[key].flatMap { $0.queued.last ?? $0.sent.last }
    }

    mutating func add(_ write: PendingWrite, key: KVKey, now: Int64) {
        waiterCount += 1
        bytes += write.bytes
        deadlines.append((write.deadline, key))
        slots[key, default: WriteSlot()].queued.append(write)
        refresh(key, now: now)
    }

    /// Lets a caller wait for what becomes of the newest write of a key.
    mutating func watchNewest(_ key: KVKey, _ watcher: CallSlot) {
        slots[key]?.watchNewest(watcher)
    }

    /// Takes the oldest ready keys for a request; `size` gives what a change takes in it.
    mutating func take(
        _ kind: Kind,
        maximum: Int,
        bytesMaximum: Int,
        size: (KVKey, KVChange) -> Int
    ) -> [(key: KVKey, change: KVChange)] {
        var taken: [(KVKey, KVChange)] = []
        var total = 0
        while taken.count < maximum, let key = ready[kind]?.peek(), let write = slots[key]?.queued.last {
            total += size(key, write.change)
            if total > bytesMaximum, !taken.isEmpty { break }
            ready[kind]?.remove(key)
            slots[key]?.send()
            taken.append((key, write.change))
        }
        return taken
    }

    /// Lets keys whose second has passed go on.
    mutating func coolDown(now: Int64) {
        while let first = coolingOrder.first, first.time <= now {
            _ = coolingOrder.popFirst()
            if cooling[first.key] == first.time { cooling[first.key] = nil }
            refresh(first.key, now: now)
        }
    }

    /// The write on its way was acknowledged: returns it and those that it replaced.
    mutating func acknowledge(_ key: KVKey, now: Int64) -> [PendingWrite] {
        let done = slots[key]?.sent ?? []
        slots[key]?.sent = []
        slots[key]?.attempts = 0
        forget(done)
        cool(key, now: now)
        refresh(key, now: now)
        return done
    }

    /// The try failed: the write waits for another, or comes back as failed together with what builds on it.
    mutating func fail(
        _ key: KVKey,
        mayHaveHappened: Bool,
        mayRetry: Bool,
        attemptsMaximum: Int,
        countsAsAttempt: Bool,
        now: Int64
    ) -> WriteSlot.Failures {
        guard var slot = slots[key] else { return WriteSlot.Failures() }
        let attempts = slot.attempts + (countsAsAttempt ? 1 : 0)
        slot.noteFailedTry(mayHaveHappened: mayHaveHappened)
        var failures = WriteSlot.Failures()
        if mayRetry, attempts < attemptsMaximum {
            slot.attempts = attempts
            slot.unsend()
            failures = slot.expire(now: now)
        } else {
            slot.attempts = 0
            failures = slot.failSent()
        }
        slots[key] = slot
        forget(failures.all)
        if mayHaveHappened { cool(key, now: now) }
        refresh(key, now: now)
        return failures
    }

    func attempts(_ key: KVKey) -> Int { slots[key]?.attempts ?? 0 }

    /// Finds the writes whose deadline has passed.
    ///
    /// What was never sent is taken out; what was sent stays on its way, but its caller is answered.
    mutating func expire(now: Int64) -> WriteSlot.Failures {
        var failures = WriteSlot.Failures()
        while let first = deadlines.first, first.time <= now {
            _ = deadlines.popFirst()
            guard var slot = slots[first.key] else { continue }
            let expired = slot.expire(now: now)
            slots[first.key] = slot
            forget(expired.all)
            refresh(first.key, now: now)
            failures.append(expired)
        }
        return failures
    }

    /// Takes out everything that is not on its way.
    mutating func removeAllQueued(now: Int64) -> WriteSlot.Failures {
        var failures = WriteSlot.Failures()
        for key in Array(slots.keys) {
            guard var slot = slots[key] else { continue }
            let removed = slot.removeQueued()
            slots[key] = slot
            forget(removed.all)
            refresh(key, now: now)
            failures.append(removed)
        }
        return failures
    }

    private mutating func forget(_ writes: [PendingWrite]) {
        for write in writes { bytes -= write.bytes }
        waiterCount -= writes.count
    }

    /// Keeps the next write of a key back for the time that must lie between two.
    mutating func cool(_ key: KVKey, now: Int64) {
        if interval <= 0 { return }
        let time = now + interval
        cooling[key] = time
        coolingOrder.append((time, key))
    }

    /// Brings the key's places in line with its slot.
    private mutating func refresh(_ key: KVKey, now: Int64) {
        let readyKind = readyKind(key)
        for kind in Kind.allCases where kind != readyKind { ready[kind]?.remove(key) }
        if let kind = readyKind {
            ready[kind]?.insert(key, since: slots[key]?.queued.first?.since ?? now)
        } else if slots[key]?.isEmpty ?? false {
            slots[key] = nil
        }
    }

    private func readyKind(_ key: KVKey) -> Kind? {
        guard let slot = slots[key], slot.sent.isEmpty, cooling[key] == nil, let newest = slot.queued.last
        else {
            return nil
        }
        if case .delete = newest.change { return .delete }
        return .put
    }
}
