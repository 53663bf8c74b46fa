/// Writes and deletes.
extension CacheStateMachine {
    /// Begins a write of a key; each has to be ended with `finishWrite`.
    mutating func beginWrite(_ key: KVKey) {
        writes[key, default: Writes()].begin()
    }

    /// Ends a write of a key.
    ///
    /// - Parameters:
    ///   - entry: what the store holds now if no other write interfered; nil if the write failed, did not happen, or
    ///     may have happened.
    mutating func finishWrite(_ key: KVKey, with entry: CachedEntry?, atNanoseconds now: Int64) {
        guard let index = writes.index(forKey: key) else {
            preconditionFailure("a write ended that had not begun")
        }
        writes.values[index].inFlight -= 1
        let contested = writes.values[index].contested
        if writes.values[index].inFlight == 0 { writes.remove(at: index) }
        if !joinable.isEmpty { joinable[key] = nil }
        if let entry, !contested {
            _ = install(entry, under: key, atNanoseconds: now)
        } else {
            drop(key)
        }
    }
}
