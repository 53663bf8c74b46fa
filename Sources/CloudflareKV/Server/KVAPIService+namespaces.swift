import JSON
import KeyValueStore

/// Endpoints 1 to 5: the namespaces themselves.
extension KVAPIService {
    private enum Order: String, CaseIterable {
        case id
        case title
    }

    private enum Direction: String, CaseIterable {
        case ascending = "asc"
        case descending = "desc"
    }

    func listNamespaces(_ request: KVAPIRequest) async throws(KVAPIFailure) -> KVAPIResponse {
        let query = try KVAPIQuery(request.rawQuery, .listNamespaces)
        let page =
            try query.integer("page", in: 1...Int.max) {
                "Invalid page of \($0). Please specify an integer from 1."
            } ?? 1
        let pageItems =
            try query.integer("per_page", in: KVAPILimits.namespacesPageItems) {
                "Invalid per_page of \($0). Please specify an integer from 1 to "
                    + "\(KVAPILimits.namespacesPageItems.upperBound)."
            } ?? KVAPILimits.namespacesPageItemsDefault
        let order = try query.word("order", as: Order.self) ?? .id
        let direction = try query.word("direction", as: Direction.self) ?? .ascending
        var namespaces = try await namespaces(.listNamespaces)
        namespaces.sort { left, right in
            let (first, second) = direction == .ascending ? (left, right) : (right, left)
            return switch order {
            case .id: first.id.utf8.lexicographicallyPrecedes(second.id.utf8)
            case .title: first.title.utf8.lexicographicallyPrecedes(second.title.utf8)
            }
        }
        // A page number may be anything up to Int.max, so the start is compared before it is multiplied.
        let isBeyondEnd = (page - 1) > namespaces.count / pageItems
        let items = isBeyondEnd ? [] : namespaces.dropFirst((page - 1) * pageItems).prefix(pageItems)
        let information: JSONObject = [
            ("page", Int64(page)), ("per_page", Int64(pageItems)), ("count", Int64(items.count)),
            ("total_count", Int64(namespaces.count)),
        ].reduce(into: JSONObject()) { $0[$1.0] = JSONValue($1.1) }
        return KVAPIEnvelope.success(
            JSONValue.array(items.map(Self.json)).bytes,
            resultInformation: JSONValue.object(information).bytes
        )
    }

    func createNamespace(_ request: KVAPIRequest) async throws(KVAPIFailure) -> KVAPIResponse {
        let body = try Self.object(request.body, .createNamespace)
        let title = try Self.title(body)
        if let jurisdiction = body["jurisdiction"], !jurisdiction.isNull {
            // To take it and not to keep data there would be a lie.
            throw .invalid(.createNamespace, "jurisdictions are not supported here")
        }
        guard try await namespaces(.createNamespace).count < KVAPILimits.namespacesMaximum else {
            throw KVAPIFailure(
                status: 400,
                code: KVAPIFailure.ServerCode.limitExceeded,
                "an account can have at most \(KVAPILimits.namespacesMaximum) namespaces"
            )
        }
        do {
            return KVAPIEnvelope.success(
                Self.json(try await catalog.createNamespace(title: title, id: nil)).bytes
            )
        } catch {
            throw KVAPIFailure(error, .createNamespace)
        }
    }

    func getNamespace(_ call: KVAPICall) async throws(KVAPIFailure) -> KVAPIResponse {
        do throws(KVNamespaceError) {
            guard let (namespace, _) = try await catalog.namespace(id: call.namespaceID) else {
                throw .notFound
            }
            return KVAPIEnvelope.success(Self.json(namespace).bytes)
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
    }

    func renameNamespace(_ call: KVAPICall, _ request: KVAPIRequest) async throws(KVAPIFailure)
        -> KVAPIResponse
    {
        let title = try Self.title(try Self.object(request.body, call.operation))
        do {
            let namespace = try await catalog.renameNamespace(id: call.namespaceID, title: title)
            return KVAPIEnvelope.success(Self.json(namespace).bytes)
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
    }

    func deleteNamespace(_ call: KVAPICall) async throws(KVAPIFailure) -> KVAPIResponse {
        do {
            try await catalog.deleteNamespace(id: call.namespaceID)
            return KVAPIEnvelope.emptySuccess
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
    }

    private func namespaces(_ operation: KVAPIOperation) async throws(KVAPIFailure) -> [KVNamespace] {
        do {
            return try await catalog.namespaces()
        } catch {
            throw KVAPIFailure(error, operation)
        }
    }

    private static func json(_ namespace: KVNamespace) -> JSONValue {
        var object = JSONObject()
        object["id"] = JSONValue(namespace.id)
        object["title"] = JSONValue(namespace.title)
        object["supports_url_encoding"] = .bool(true)
        return .object(object)
    }

    private static func object(_ body: [UInt8], _ operation: KVAPIOperation) throws(KVAPIFailure)
        -> JSONObject
    {
        let value: JSONValue
        do {
            value = try JSONParser.parse(body)
        } catch {
            throw .malformedBody(operation, error.description)
        }
        guard let object = value.objectValue else {
            throw .malformedBody(operation, "expected a JSON object, not \(value.kind)")
        }
        return object
    }

    private static func title(_ body: JSONObject) throws(KVAPIFailure) -> String {
        guard let title = body["title"]?.stringValue, !title.isEmpty else {
            throw KVAPIFailure(.titleMissing, KVAPICode.titleMissing.message)
        }
        guard title.count <= KVNamespace.titleCharactersMaximum else {
            throw KVAPIFailure(
                .titleMissing,
                "a title has at most \(KVNamespace.titleCharactersMaximum) characters"
            )
        }
        return title
    }
}
