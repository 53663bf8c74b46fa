/// Writes and deletes.
extension CacheStateMachine {
    /// Begins a write of a key; each has to be ended with `finishWrite`.
    mutating func beginWrite(_ key: KVKey) {
        var record = writes[key] ?? Writes()
        record.inFlight += 1
        if record.inFlight > 1 { record.contested = true }
        writes[key] = record
    }

    /// Ends a write of a key.
    ///
    /// - Parameters:
    ///   - entry: what the store holds now if no other write interfered; nil if the write failed, did not happen, or
    ///     may have happened.
    mutating func finishWrite(_ key: KVKey, with entry: CachedEntry?, atNanoseconds now: Int64) {
        guard var record = writes[key] else { preconditionFailure("a write ended that had not begun") }
        let contested = record.contested
        record.inFlight -= 1
        writes[key] = record.inFlight == 0 ? nil : record
        joinable[key] = nil
        if let entry, !contested {
            _ = install(entry, under: key, atNanoseconds: now)
        } else {
            drop(key)
        }
    }
}
