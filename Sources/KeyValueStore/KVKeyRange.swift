/// The part of the byte order that a listing covers: every key that begins with a prefix and lies past a cursor.
///
/// A cursor is the last key of the page before, so a listing goes on from the same place whatever was written or
/// deleted in between.
package struct KVKeyRange: Hashable, Sendable {
    /// The first key that may be listed; empty means from the beginning.
    package let lowerBound: [UInt8]
    /// The first byte string past the last key that may be listed.
    package let upperBound: [UInt8]

    /// Works out the range of a query; throws `invalidCursor` where the cursor is not one of this listing.
    package init(_ query: KVListQuery) throws(KVError) {
        upperBound = Self.successor(ofPrefix: query.prefix)
        guard let cursor = query.cursor else {
            lowerBound = query.prefix
            return
        }
        guard let lastKey = Self.lastKey(of: cursor), lastKey.starts(with: query.prefix) else {
            throw .invalidCursor
        }
        // Nothing lies between a byte string and the same string with a zero byte behind it.
        lowerBound = lastKey + [0]
    }

    /// The cursor that goes on after a key.
    package static func cursor(after key: KVKey) -> KVCursor {
        KVCursor(Base64URL.encode([cursorFormat] + key.bytes))
    }

    /// Stands at the front of a cursor's bytes, so that another form can be told apart later.
    private static let cursorFormat: UInt8 = 1

    /// Greater than every key, since none is as long.
    private static let pastEveryKey = [UInt8](repeating: 0xFF, count: KVLimits.keyBytesMaximum + 1)

    private static func lastKey(of cursor: KVCursor) -> [UInt8]? {
        // Longer than the longest cursor: not worth decoding.
        guard cursor.text.utf8.count <= 2 * KVLimits.keyBytesMaximum else { return nil }
        guard let bytes = Base64URL.decode(cursor.text), bytes.first == cursorFormat else { return nil }
        return try? KVKey(bytes: Array(bytes.dropFirst())).bytes
    }

    /// The smallest byte string greater than everything that begins with `prefix`.
    private static func successor(ofPrefix prefix: [UInt8]) -> [UInt8] {
        guard let last = prefix.lastIndex(where: { $0 != 0xFF }) else { return pastEveryKey }
        var successor = Array(prefix[...last])
        successor[last] += 1
        return successor
    }
}
