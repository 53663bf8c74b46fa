import JSON
import KeyValueStore

/// Endpoints 7 to 10: one key's value and metadata.
extension KVAPIService {
    func getValue(_ call: KVAPICall) async throws(KVAPIFailure) -> KVAPIResponse {
        let entry = try await entry(call)
        var headers = [KVAPIHeader("content-type", "application/octet-stream")]
        if let expiration = entry.expiration {
            headers.append(KVAPIHeader("expiration", String(expiration)))
        }
        return KVAPIResponse(status: 200, headers: headers, body: entry.value)
    }

    func getMetadata(_ call: KVAPICall) async throws(KVAPIFailure) -> KVAPIResponse {
        let entry = try await entry(call)
        return KVAPIEnvelope.success(entry.metadata ?? Array("null".utf8))
    }

    func putValue(_ call: KVAPICall, _ request: KVAPIRequest) async throws(KVAPIFailure) -> KVAPIResponse {
        let key = try Self.key(call)
        let query = try KVAPIQuery(request.rawQuery, call.operation)
        let expiration = try KVAPIExpiration(
            operation: call.operation,
            nowMilliseconds: clock.wallMilliseconds()
        )
        .resolve(query)
        let contents = try KVAPIValueBody(body: request.body, contentType: request.header("content-type"))
        let write = KVWrite(
            key: key,
            value: contents.value,
            metadata: contents.metadata,
            expiration: expiration
        )
        let store = try await store(call)
        do {
            try write.validateSizes()
            _ = try await store.put(write)
            return KVAPIEnvelope.emptySuccess
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
    }

    func deleteValue(_ call: KVAPICall) async throws(KVAPIFailure) -> KVAPIResponse {
        let key = try Self.key(call)
        let store = try await store(call)
        do {
            _ = try await store.delete(KVDelete(key: key))
            return KVAPIEnvelope.emptySuccess
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
    }

    private func entry(_ call: KVAPICall) async throws(KVAPIFailure) -> KVEntry {
        let key = try Self.key(call)
        let store = try await store(call)
        let entry: KVEntry?
        do {
            entry = try await store.get(key)
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
        guard let entry else { throw .keyNotFound(call.operation) }
        return entry
    }

    private static func key(_ call: KVAPICall) throws(KVAPIFailure) -> KVKey {
        do {
            return try KVKey(bytes: call.key)
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
    }
}
