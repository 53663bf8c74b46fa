/// Why a JSON Patch was refused or could not be applied; the target is then unchanged.
package struct JSONPatchError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Sendable, Equatable {
        /// The patch itself breaks RFC 6902, whatever the target.
        case malformedDocument(Defect)
        /// There is no value at the place that the operation needs, or no container around it.
        case targetNotFound
        /// The value that `test` points to is absent or not equivalent to the value given.
        case testFailed
        /// The patch has more operations than the limit allows.
        case tooManyOperations(limit: Int)
        /// The result, or what the patch copies and moves on the way to it, is larger than the limit allows.
        case tooLarge(limit: Int)
        /// The operations look at more members of large objects than the limit allows.
        case tooManySteps(limit: Int)
        /// A value would lie inside more arrays and objects than the limit allows.
        case tooDeep(limit: Int)
    }

    /// How a patch breaks RFC 6902.
    package enum Defect: String, Error {
        case notAnArray = "a JSON patch is an array of operations"
        case operationNotAnObject = "an operation is an object"
        case missingOperation = "an operation needs the string \"op\""
        case unknownOperation = "\"op\" is one of add, remove, replace, move, copy and test"
        case invalidPath = "the operation needs \"path\", a JSON pointer"
        case invalidFrom = "the operation needs \"from\", a JSON pointer"
        case missingValue = "the operation needs \"value\""
        case moveIntoItself = "a value cannot be moved into itself"
        case removesDocument = "the whole document cannot be removed"
    }

    /// What is wrong.
    package let reason: Reason
    /// The 0-based index of the operation, or nil when the patch or its result as a whole is meant.
    package let operationIndex: Int?
    /// The pointer of the operation that leads to the place of failure, as the client can find it in the patch.
    package let pointer: String?

    /// An error of the whole patch, or of one of its operations.
    package init(_ reason: Reason, operationIndex: Int? = nil, pointer: String? = nil) {
        self.reason = reason
        self.operationIndex = operationIndex
        self.pointer = pointer
    }

    /// A sentence for people; of the documents it quotes nothing but the start of the pointer.
    package var description: String {
        var text = reason.summary
        if let operationIndex { text += ", in operation \(operationIndex)" }
        if let pointer { text += " at \"\(Self.excerpt(pointer))\"" }
        return text
    }

    private static let quotedCharacters = 128

    private static func excerpt(_ pointer: String) -> String {
        let start = String(String.UnicodeScalarView(pointer.unicodeScalars.prefix(quotedCharacters)))
        return JSONString(start).lexeme + (start.hasSameBytes(as: pointer) ? "" : "...")
    }
}

extension JSONPatchError.Reason {
    /// The reason in words, without the place.
    package var summary: String {
        switch self {
        case .malformedDocument(let defect): "malformed patch: \(defect.rawValue)"
        case .targetNotFound: "target not found"
        case .testFailed: "test failed"
        case .tooManyOperations(let limit): "more than \(limit) operations"
        case .tooLarge(let limit): "the result or its copies exceed the limit of \(limit) bytes"
        case .tooManySteps(let limit): "the patch takes more than \(limit) steps on an object of this size"
        case .tooDeep(let limit): "more than \(limit) nested arrays and objects"
        }
    }
}
