package import JSON
package import KeyValueStore

extension KVOperations {
    /// Users that are read from the store in one call.
    package static let batchReadUsersMaximum = KVLimits.bulkReadKeysMaximum
    /// Users that are written to the store in one call; the guide's size of a chunk.
    package static let batchWriteUsersMaximum = 500
    /// Bytes of documents that are written to the store in one call.
    package static let batchWriteBytesMaximum = 4 * 1024 * 1024

    // MARK: Get

    /// The users of many ids, in the order asked, nil where there is none.
    package func batchGetUsers(_ ids: [UserID]) async throws(UserError) -> [User?] {
        var users: [User?] = []
        users.reserveCapacity(ids.count)
        for start in stride(from: 0, to: ids.count, by: Self.batchReadUsersMaximum) {
            let chunk = ids[start..<min(start + Self.batchReadUsersMaximum, ids.count)]
            do throws(KVError) {
                let entries = try await store.getMany(chunk.map(Self.key))
                users += zip(chunk, entries).map { id, entry in entry.map { User(id: id, entry: $0) } }
            } catch {
                throw .store(error)
            }
        }
        return users
    }

    // MARK: Create

    /// Creates many users; each item has a result of its own, in the order given, and one's failure does not touch
    /// another.
    ///
    /// Of two items with one id the second meets the first.
    package func batchCreateUsers(
        _ items: [JSONObject],
        onConflict policy: ConflictPolicy = .fail,
        expiry: UserExpiry = .unchanged
    ) async -> [Result<BatchCreation, UserError>] {
        var results: [Result<BatchCreation, UserError>?] = Array(repeating: nil, count: items.count)
        var writes: [(index: Int, id: UserID, write: KVWrite)] = []
        for (index, item) in items.enumerated() {
            do throws(UserError) {
                let (id, write) = try newUserWrite(SentDocument(item), expiry: expiry)
                if write.value.count > rules.documentBytesMaximum {
                    throw .documentTooLarge(bytes: write.value.count, maximum: rules.documentBytesMaximum)
                }
                writes.append((index, id, write))
            } catch {
                results[index] = .failure(error)
            }
        }
        let outcomes = await chunkedBatchWrite(writes.map(\.write))
        for ((index, id, write), outcome) in zip(writes, outcomes) {
            results[index] = await result(of: outcome, id, write, policy)
        }
        return results.map { $0 ?? .failure(.contended) }
    }

    /// Writes many entries in calls of a bounded size; results in the order given.
    package func chunkedBatchWrite(
        _ writes: [KVWrite],
        chunkSize: Int = batchWriteUsersMaximum
    ) async -> [Result<KVWriteOutcome, KVError>] {
        var results: [Result<KVWriteOutcome, KVError>] = []
        results.reserveCapacity(writes.count)
        var chunk: [KVWrite] = []
        var bytes = 0
        for write in writes {
            let isFull = chunk.count >= chunkSize || bytes + write.value.count > Self.batchWriteBytesMaximum
            if isFull, !chunk.isEmpty {
                results += await store.putMany(chunk)
                chunk = []
                bytes = 0
            }
            chunk.append(write)
            bytes += write.value.count
        }
        if !chunk.isEmpty { results += await store.putMany(chunk) }
        return results
    }

    private func result(
        of outcome: Result<KVWriteOutcome, KVError>,
        _ id: UserID,
        _ write: KVWrite,
        _ policy: ConflictPolicy
    ) async -> Result<BatchCreation, UserError> {
        switch outcome {
        case .failure(let error):
            return .failure(.store(error))
        case .success(.written(let version)):
            let user = User(id: id, json: write.value, expiration: write.expiration, version: version)
            return .success(.created(user))
        case .success(.conditionFailed(let current)):
            guard let current else { return .failure(.contended) }
            switch policy {
            case .fail: return .failure(.exists(User(id: id, entry: current)))
            case .skip: return .success(.skipped(User(id: id, entry: current)))
            case .replace: return await replace(id, current, write)
            }
        }
    }

    /// Puts a new document in a stored user's place.
    private func replace(
        _ id: UserID,
        _ stored: KVEntry,
        _ write: KVWrite
    ) async -> Result<BatchCreation, UserError> {
        do throws(UserError) {
            var write = write
            var current: KVEntry? = stored
            for _ in 0..<Self.updateAttemptsMaximum {
                write.condition = current.map { .version($0.version) } ?? .absent
                write.value = Self.keepingCreation(of: current, in: write.value)
                switch try await put(write) {
                case .written(let version):
                    let user = User(id: id, json: write.value, expiration: write.expiration, version: version)
                    return .success(current == nil ? .created(user) : .replaced(user))
                case .conditionFailed(let newer):
                    current = newer
                }
            }
            return .failure(.contended)
        } catch {
            return .failure(error)
        }
    }

    /// The document with the `createdAt` of the user whose place it takes.
    private static func keepingCreation(of stored: KVEntry?, in json: [UInt8]) -> [UInt8] {
        guard let stored, let createdAt = UserDocument(stored: stored.value)?.object["createdAt"],
            var object = UserDocument(stored: json)?.object
        else { return json }
        object["createdAt"] = createdAt
        return JSONValue.object(object).bytes
    }

    // MARK: Delete

    /// Deletes many users; each has a result of its own, in the order given.
    package func batchDeleteUsers(_ ids: [UserID]) async -> [Result<Void, UserError>] {
        var results: [Result<Void, UserError>] = []
        for start in stride(from: 0, to: ids.count, by: Self.batchWriteUsersMaximum) {
            let chunk = ids[start..<min(start + Self.batchWriteUsersMaximum, ids.count)]
            results += await store.deleteMany(chunk.map { KVDelete(key: Self.key($0)) }).map { result in
                result.map { _ in () }.mapError { .store($0) }
            }
        }
        return results
    }
}
