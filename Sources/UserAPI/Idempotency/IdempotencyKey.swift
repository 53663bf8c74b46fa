package import HTTPServer

/// The value of an `Idempotency-Key` field (draft-ietf-httpapi-idempotency-key-header): a quoted string, or bare.
package struct IdempotencyKey: Hashable, Sendable {
    /// The longest key, in characters.
    package static let charactersMaximum = 255

    package let text: String

    /// The key of a request; nil where it has none.
    package static func read(_ head: borrowing RequestHead) throws(Problem) -> IdempotencyKey? {
        guard let value = head.value(of: .idempotencyKey) else { return nil }
        guard !head.isRepeated(.idempotencyKey), let key = IdempotencyKey(value) else {
            throw Problem(
                .invalidRequest,
                "Idempotency-Key is a string of 1 to \(charactersMaximum) visible ASCII characters, in quotes or bare."
            )
        }
        return key
    }

    init?(_ value: String) {
        var text = Array(value.utf8)[...]
        if text.count >= 2, text.first == 0x22, text.last == 0x22 { text = text.dropFirst().dropLast() }
        guard (1...Self.charactersMaximum).contains(text.count),
            text.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C && $0 != 0x2C })
        else { return nil }
        self.text = String(decoding: text, as: UTF8.self)
    }
}
