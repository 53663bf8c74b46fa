package import KeyValueStore

/// Cloudflare's KV REST API over any catalogue of namespaces, so that Cloudflare's own clients work against it.
///
/// It knows no HTTP server. A server that mounts it asks `refusal(of:)` before it reads a body, reads at most
/// `maximumBodyBytes(method:rawPath:)` of it, answers `bodyTooLarge(method:rawPath:declaredBytes:)` if there is more,
/// and else hands the whole request to `handle(_:)`.
///
/// What Cloudflare does not document is decided so:
/// - Slashes in a key need no escape, and one wrong item refuses a whole bulk request before anything happens.
/// - Two pairs of one key in a bulk put take effect in their order, so the last one stays.
/// - A multipart put needs no `metadata`, and an empty one means none; parts of other names are ignored.
/// - A query parameter given twice is refused, an unknown one ignored.
/// - Where a status has no published code, code 10001 stands with the status and text of the KV runtime.
package struct KVAPIService: KVAPIResponding {
    /// The path under which the API lies.
    package static let basePath = "/client/v4"

    let account: KVAPIAccount
    let clock: any KVClock
    var catalog: any KVNamespaceCatalog
    /// Whether a page of keys may be empty and have a cursor; official clients stop at such a page, so only the
    /// simulator asks for them.
    var passesEmptyPages = false
    /// Whether a bulk request of which every item failed still answers 200 with the list of keys, as when only some of
    /// them failed; the simulator asks for it.
    var listsAllBulkFailures = false

    package init(account: KVAPIAccount, catalog: any KVNamespaceCatalog, clock: any KVClock = SystemClock()) {
        self.account = account
        self.catalog = catalog
        self.clock = clock
    }

    /// How much of a request's body makes sense, in bytes.
    package static func maximumBodyBytes(method: String, rawPath: String) -> Int {
        let call = try? KVAPICall(method: method, rawPath: rawPath)
        return call?.operation.bodyBytesMaximum ?? KVAPILimits.smallBodyBytesMaximum
    }

    /// The answer to a request with more body than makes sense.
    ///
    /// - Parameter declaredBytes: what `Content-Length` says, or nil where it says nothing.
    package static func bodyTooLarge(method: String, rawPath: String, declaredBytes: Int?) -> KVAPIResponse {
        let operation = (try? KVAPICall(method: method, rawPath: rawPath))?.operation ?? .listNamespaces
        let bytes = declaredBytes ?? operation.bodyBytesMaximum + 1
        let failure =
            if operation == .putValue {
                KVAPIFailure(.valueTooLarge(bytes: bytes), operation)
            } else {
                KVAPIFailure(
                    .malformedBody,
                    status: 413,
                    operation.message(
                        "Request body of \(bytes) bytes exceeds limit of \(operation.bodyBytesMaximum)."
                    )
                )
            }
        return KVAPIEnvelope.failure(failure)
    }

    /// The answer to a request that is refused whatever its body: wrong credentials, path or method; nil for others.
    package func refusal(of request: KVAPIRequest) -> KVAPIResponse? {
        do {
            _ = try admit(request)
            return nil
        } catch {
            return KVAPIEnvelope.failure(error)
        }
    }

    /// Answers a request.
    package func handle(_ request: KVAPIRequest) async -> KVAPIResponse {
        do {
            let call = try admit(request)
            guard request.body.count <= call.operation.bodyBytesMaximum else {
                return Self.bodyTooLarge(
                    method: request.method,
                    rawPath: request.rawPath,
                    declaredBytes: request.body.count
                )
            }
            return try await perform(call, request)
        } catch {
            return KVAPIEnvelope.failure(error)
        }
    }

    /// Checks credentials, then path and method, then the account.
    func admit(_ request: KVAPIRequest) throws(KVAPIFailure) -> KVAPICall {
        try account.authenticate(request)
        let call = try KVAPICall(method: request.method, rawPath: request.rawPath)
        try account.authorize(call.accountID)
        return call
    }

    private func perform(_ call: KVAPICall, _ request: KVAPIRequest) async throws(KVAPIFailure)
        -> KVAPIResponse
    {
        switch call.operation {
        case .listNamespaces: try await listNamespaces(request)
        case .createNamespace: try await createNamespace(request)
        case .getNamespace: try await getNamespace(call)
        case .renameNamespace: try await renameNamespace(call, request)
        case .deleteNamespace: try await deleteNamespace(call)
        case .listKeys: try await listKeys(call, request)
        case .getValue: try await getValue(call)
        case .putValue: try await putValue(call, request)
        case .deleteValue: try await deleteValue(call)
        case .getMetadata: try await getMetadata(call)
        case .putBulk: try await putBulk(call, request)
        case .deleteBulk: try await deleteBulk(call, request)
        case .getBulk: try await getBulk(call, request)
        }
    }

    /// The store of the namespace that a call names.
    func store(_ call: KVAPICall) async throws(KVAPIFailure) -> any KVStore {
        do throws(KVNamespaceError) {
            guard let (_, store) = try await catalog.namespace(id: call.namespaceID) else {
                throw .notFound
            }
            return store
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
    }
}
