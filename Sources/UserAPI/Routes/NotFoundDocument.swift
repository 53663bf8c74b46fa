import HTTPServer

/// The problem document for an absent user, rendered once up to its request identifier.
enum NotFoundDocument {
    static let detail = "There is no user with this id."

    /// The document up to its request identifier, which needs no escaping by its grammar.
    static let beforeRequestID: [UInt8] = {
        let document = Problem(.userNotFound, detail).documentText(requestID: .received(""))
        return Array(document.dropLast(afterRequestID.utf8CodeUnitCount))
    }()
    /// What follows the request identifier.
    static let afterRequestID: StaticString = "\"}"

    /// The document in parts, as an answer from the cache has it.
    static let content = CachedContent.document(beforeRequestID: beforeRequestID, after: afterRequestID)
    /// The field lines of the answer.
    static let fields = Array(
        "Content-Type: application/problem+json\r\nCache-Control: no-store\r\n".utf8
    )
}
