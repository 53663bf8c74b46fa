import HTTPServer
import Users

/// What of a request's head tells it from another that is sent with the same `Idempotency-Key`.
struct IdempotentRequest: Sendable {
    private let text: String

    init(_ head: borrowing RequestHead) {
        let parts = [
            head.method?.name.description ?? "", "\(head.pathText)?\(head.queryText)", Self.caller(head),
            head.value(of: .prefer) ?? "", head.value(of: .ifMatch) ?? "", head.value(of: .ifNoneMatch) ?? "",
        ]
        text = parts.joined(separator: "\n")
    }

    /// The fingerprint of the request with its content.
    func fingerprint(_ content: [UInt8]) -> String {
        ContentHash(Array("\(text)\n".utf8) + content).hexadecimal
    }

    /// Tells callers apart by a part of their key's hash that is too short to find the key from.
    private static func caller(_ head: borrowing RequestHead) -> String {
        guard let key = head.value(of: .authorization)?.split(separator: " ").last else { return "" }
        return String(ContentHash(Array(key.utf8)).hexadecimal.prefix(8))
    }
}
