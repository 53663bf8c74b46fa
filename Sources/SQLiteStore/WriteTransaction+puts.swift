import KeyValueStore

/// Puts that come together.
extension WriteTransaction {
    /// Performs requests in their order.
    func perform(_ requests: [WriteRequest]) throws(SQLiteFailure) {
        var puts: [PutRequest] = []
        for request in requests {
            let put = request.put
            if let first = puts.first, put?.namespace != first.namespace { try perform(&puts) }
            if let put { puts.append(put) } else { try request.perform(self) }
        }
        try perform(&puts)
    }

    /// Performs puts into one namespace and forgets them.
    private func perform(_ puts: inout [PutRequest]) throws(SQLiteFailure) {
        guard let namespace = puts.first?.namespace else { return }
        let results = try putMany(puts.map(\.write)[...], in: namespace)
        for (put, result) in zip(puts, results) { put.finish(result) }
        puts.removeAll(keepingCapacity: true)
    }

    /// Puts entries in their order, each if its condition holds; the results are in the same order.
    ///
    /// As if each were put on its own, with fewer statements.
    func putMany(
        _ writes: ArraySlice<KVWrite>,
        in namespace: Int64
    ) throws(SQLiteFailure) -> [Result<KVWriteOutcome, KVError>] {
        if try refusal(of: namespace) != nil {
            return try writes.map { write throws(SQLiteFailure) in try put(write, in: namespace) }
        }
        var results: [Result<KVWriteOutcome, KVError>] = []
        results.reserveCapacity(writes.count)
        while results.count < writes.count {
            let rest = writes.dropFirst(results.count)
            let new = rest.prefix(newPairs.first?.count ?? 0).prefix(while: mayBeNewAndShort)
            if let pairs = newPairs.first(where: { $0.count <= new.count }) {
                results += try insert(new.prefix(pairs.count), with: pairs, in: namespace)
            } else {
                for write in rest.prefix(max(new.count, 1)) { results.append(try put(write, in: namespace)) }
            }
        }
        return results
    }

    /// Whether a write, if its key is free, is a row and nothing else.
    private func mayBeNewAndShort(_ write: KVWrite) -> Bool {
        do throws(KVError) { try write.validateSizes() } catch { return false }
        switch write.condition {
        case .any, .absent: return write.storedByteCount <= SQLiteStoreLimits.shortPairBytesMaximum
        case .version: return false
        }
    }

    /// Inserts what is new of some writes by one statement, and puts the others one by one.
    private func insert(
        _ writes: ArraySlice<KVWrite>,
        with pairs: NewPairs,
        in namespace: Int64
    ) throws(SQLiteFailure) -> [Result<KVWriteOutcome, KVError>] {
        try pairs.insert(writes, in: namespace, after: lastVersion)
        let areAllNew = changedRows == writes.count
        let versions = (lastVersion + 1)...(lastVersion + Int64(writes.count))
        // Where nothing was written nothing may be left to commit, or others would take it for a change.
        if changedRows > 0 { lastVersion = versions.upperBound }
        var results: [Result<KVWriteOutcome, KVError>] = []
        results.reserveCapacity(writes.count)
        for (write, version) in zip(writes, versions) {
            // No other row ever has its version, and no later write of these has replaced the row yet.
            let isNew =
                if areAllNew { true } else { try self.version(of: write.key, in: namespace) == version }
            if isNew {
                results.append(.success(.written(KVVersion(UInt64(bitPattern: version)))))
            } else {
                results.append(try put(write, in: namespace))
            }
        }
        return results
    }
}

extension KVWrite {
    /// Bytes of what a store keeps of it.
    var storedByteCount: Int { key.bytes.count + value.count + (storedMetadata?.count ?? 0) }
}
