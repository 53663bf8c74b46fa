/// The problem document for an absent user, rendered once up to its request identifier.
enum NotFoundDocument {
    static let detail = "There is no user with this id."

    private static let beforeRequestID: [UInt8] = {
        let document = Problem(.userNotFound, detail).documentText(requestID: "")
        return Array(document.dropLast(2))
    }()

    /// The whole document; a request identifier needs no escaping by its grammar.
    static func body(requestID: String) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(beforeRequestID.count + requestID.utf8.count + 2)
        body += beforeRequestID
        body += requestID.utf8
        body += [0x22, 0x7D]
        return body
    }
}
