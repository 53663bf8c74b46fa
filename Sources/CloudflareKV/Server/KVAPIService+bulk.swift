import JSON
import KeyValueStore

/// Endpoints 11 to 14: many keys at once.
extension KVAPIService {
    func putBulk(_ call: KVAPICall, _ request: KVAPIRequest) async throws(KVAPIFailure) -> KVAPIResponse {
        let writes = try bulkBody(call).writes(request.body)
        let store = try await store(call)
        let results = await store.putMany(writes)
        return try bulkResult(call.operation, keys: writes.map(\.key), results)
    }

    func deleteBulk(_ call: KVAPICall, _ request: KVAPIRequest) async throws(KVAPIFailure) -> KVAPIResponse {
        let keys = try bulkBody(call).keys(request.body)
        let store = try await store(call)
        let results = await store.deleteMany(keys.map { KVDelete(key: $0) })
        return try bulkResult(call.operation, keys: keys, results)
    }

    func getBulk(_ call: KVAPICall, _ request: KVAPIRequest) async throws(KVAPIFailure) -> KVAPIResponse {
        let wanted = try KVAPIBulkGetRequest(request.body)
        let store = try await store(call)
        var result = KVAPIBulkGetResult(wanted)
        for start in stride(from: 0, to: wanted.keys.count, by: KVAPILimits.bulkGetKeysAtOnce) {
            let keys = Array(wanted.keys[start...].prefix(KVAPILimits.bulkGetKeysAtOnce))
            let entries: [KVEntry?]
            do {
                entries = try await store.getMany(keys)
            } catch {
                throw KVAPIFailure(error, call.operation)
            }
            for (key, entry) in zip(keys, entries) { try result.add(key, entry) }
        }
        return KVAPIEnvelope.success(result.finished())
    }

    private func bulkBody(_ call: KVAPICall) -> KVAPIBulkBody {
        KVAPIBulkBody(operation: call.operation, nowMilliseconds: clock.wallMilliseconds())
    }

    /// What became of the items.
    ///
    /// Where nothing succeeded, the first error speaks for all, so that clients back off.
    private func bulkResult<Outcome>(
        _ operation: KVAPIOperation,
        keys: [KVKey],
        _ results: [Result<Outcome, KVError>]
    ) throws(KVAPIFailure) -> KVAPIResponse {
        var failed: [JSONValue] = []
        var seen: Set<KVKey> = []
        var failures = 0
        var firstError: KVError?
        for (key, result) in zip(keys, results) {
            guard case .failure(let error) = result else { continue }
            firstError = firstError ?? error
            failures += 1
            if seen.insert(key).inserted { failed.append(JSONValue(key.name)) }
        }
        if let firstError, failures == results.count, !listsAllBulkFailures {
            throw KVAPIFailure(firstError, operation)
        }
        var object = JSONObject()
        object["successful_key_count"] = JSONValue(Int64(results.count - failures))
        object["unsuccessful_keys"] = .array(failed)
        return KVAPIEnvelope.success(JSONValue.object(object).bytes)
    }
}
