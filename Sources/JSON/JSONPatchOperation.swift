/// One operation of a JSON Patch (RFC 6902 section 4).
enum JSONPatchOperation: Sendable, Equatable {
    case add(path: JSONPointer, value: JSONValue)
    case remove(path: JSONPointer)
    case replace(path: JSONPointer, value: JSONValue)
    case move(from: JSONPointer, path: JSONPointer)
    case copy(from: JSONPointer, path: JSONPointer)
    case test(path: JSONPointer, value: JSONValue)

    /// The place that the operation changes or tests.
    var path: JSONPointer {
        switch self {
        case .add(let path, _), .remove(let path), .replace(let path, _), .move(_, let path),
            .copy(_, let path),
            .test(let path, _):
            path
        }
    }

    /// The members of the whole document that the operation sets, each with its place inside the operation.
    var membersSet: [(name: String, place: [String])] {
        switch self {
        case .add(let path, let value), .replace(let path, let value):
            if path.tokens.isEmpty {
                return (value.objectValue?.members ?? []).map { ($0.name.value, ["value", $0.name.value]) }
            }
            return Self.onlyToken(of: path)
        case .move(_, let path), .copy(_, let path): return Self.onlyToken(of: path)
        case .remove, .test: return []
        }
    }

    private static func onlyToken(of path: JSONPointer) -> [(name: String, place: [String])] {
        path.tokens.count == 1 ? [(path.tokens[0], ["path"])] : []
    }

    /// Reads an operation; members that its kind does not define are ignored (RFC 6902 section 4).
    init(_ value: JSONValue) throws(JSONPatchError.Defect) {
        guard case .object(let object) = value else { throw .operationNotAnObject }
        guard let name = object["op"]?.stringValue else { throw .missingOperation }
        switch name {
        case "add": self = .add(path: try Self.path(object), value: try Self.value(object))
        case "remove": self = .remove(path: try Self.removablePath(object))
        case "replace": self = .replace(path: try Self.path(object), value: try Self.value(object))
        case "move": self = try Self.move(object)
        case "copy": self = .copy(from: try Self.from(object), path: try Self.path(object))
        case "test": self = .test(path: try Self.path(object), value: try Self.value(object))
        default: throw .unknownOperation
        }
    }

    private static func move(_ object: JSONObject) throws(JSONPatchError.Defect) -> JSONPatchOperation {
        let from = try from(object)
        let path = try path(object)
        if path.isInside(from) { throw .moveIntoItself }
        return .move(from: from, path: path)
    }

    private static func path(_ object: JSONObject) throws(JSONPatchError.Defect) -> JSONPointer {
        guard let text = object["path"]?.stringValue, let pointer = JSONPointer(text) else {
            throw .invalidPath
        }
        return pointer
    }

    private static func removablePath(_ object: JSONObject) throws(JSONPatchError.Defect) -> JSONPointer {
        let path = try path(object)
        if path.tokens.isEmpty { throw .removesDocument }
        return path
    }

    private static func from(_ object: JSONObject) throws(JSONPatchError.Defect) -> JSONPointer {
        guard let text = object["from"]?.stringValue, let pointer = JSONPointer(text) else {
            throw .invalidFrom
        }
        return pointer
    }

    private static func value(_ object: JSONObject) throws(JSONPatchError.Defect) -> JSONValue {
        guard let value = object["value"] else { throw .missingValue }
        return value
    }
}
