/// A JSON Patch (RFC 6902), checked and ready to be applied.
package struct JSONPatch: Sendable, Equatable {
    private let operations: [JSONPatchOperation]
    private let limits: JSONPatchLimits

    /// The patch that a parsed document describes; whatever is malformed in it is found here.
    package init(
        _ document: JSONValue,
        limits: JSONPatchLimits = .standard
    ) throws(JSONPatchError) {
        guard case .array(let elements) = document else {
            throw JSONPatchError(.malformedDocument(.notAnArray))
        }
        guard elements.count <= limits.maximumOperations else {
            throw JSONPatchError(.tooManyOperations(limit: limits.maximumOperations))
        }
        var operations: [JSONPatchOperation] = []
        operations.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do {
                operations.append(try JSONPatchOperation(element))
            } catch {
                let pointer = element.objectValue?["path"]?.stringValue
                throw JSONPatchError(.malformedDocument(error), operationIndex: index, pointer: pointer)
            }
        }
        self.operations = operations
        self.limits = limits
    }

    /// The members of the whole document that the operations set, each with the place of its name in the patch.
    ///
    /// A whole document that is moved or copied from somewhere else names none.
    package var membersSet: [(name: String, pointer: JSONPointer)] {
        operations.enumerated().flatMap { index, operation in
            operation.membersSet.map { name, place in
                (name, JSONPointer(tokens: [String(index)] + place))
            }
        }
    }

    /// The document with all operations applied in order; when one fails, none is.
    package func apply(to document: JSONValue) throws(JSONPatchError) -> JSONValue {
        var application = JSONPatchApplication(document, limits: limits)
        for (index, operation) in operations.enumerated() {
            do {
                try application.perform(operation)
            } catch {
                let pointer = error.pointer.description
                throw JSONPatchError(error.reason, operationIndex: index, pointer: pointer)
            }
        }
        guard application.resultFits else {
            throw JSONPatchError(.tooLarge(limit: limits.maximumResultBytes))
        }
        return application.document
    }
}
