package import KeyValueStore
import Users

/// The cursor that clients see: opaque, safe in URLs, bound to the listing it was given for.
///
/// It holds the store's cursor and a fingerprint over it and the prefix; an altered one, or one of another listing, is
/// refused. It names a place in the order of keys, so it stays good over restarts and while others write. It grants
/// nothing: whoever made one up could as well have asked for that place.
package enum ListCursor {
    private static let version = "1"
    private static let fingerprintCharacters = 16

    /// The text for a store's cursor.
    package static func encode(_ cursor: KVCursor, prefix: String) -> String {
        let fingerprint = fingerprint(cursor.text, prefix)
        return Base64URL.encode(Array("\(version)\(fingerprint)\(cursor.text)".utf8))
    }

    /// The store's cursor in a text; nil where it is not one that was given for this prefix.
    package static func decode(_ text: String, prefix: String) -> KVCursor? {
        guard text.utf8.count <= 4096, let bytes = Base64URL.decode(text),
            let decoded = String(validating: bytes, as: UTF8.self),
            decoded.hasPrefix(version), decoded.utf8.count > 1 + fingerprintCharacters
        else { return nil }
        let given = decoded.utf8.dropFirst().prefix(fingerprintCharacters)
        let cursor = String(decoded.utf8.dropFirst(1 + fingerprintCharacters)) ?? ""
        guard fingerprint(cursor, prefix).utf8.elementsEqual(given) else { return nil }
        return KVCursor(cursor)
    }

    private static func fingerprint(_ cursor: String, _ prefix: String) -> String {
        // A NUL keeps the two parts apart; neither can hold one.
        String(ContentHash(Array("\(prefix)\0\(cursor)".utf8)).hexadecimal.prefix(fingerprintCharacters))
    }
}
