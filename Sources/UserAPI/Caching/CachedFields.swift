import Bytes
import HTTPServer
package import KeyValueStore
import Users

/// What the cache keeps along with an entry, so that a hit needs no work on the content: the answer's field lines.
///
/// The layout is a byte that says where the lines of a 304 begin, the lines that only a 200 has, and the lines that both
/// have, of which `ETag` is the first.
package enum CachedFields {
    /// Longer values are looked at when they are asked for.
    private static let valueBytesMaximum = 1024 * 1024
    private static let tagName: StaticString = "ETag: "
    /// How long an entity tag is, with its quotes.
    private static let tagBytes = 34

    /// Renders the lines for a user; empty for what is no user or too long to look at while it is being cached.
    package static func make(_ entry: KVEntry) -> [UInt8] {
        guard entry.value.first == 0x7B, entry.value.count <= valueBytesMaximum,
            KVOperations.isUser(entry.value)
        else { return [] }
        return withUnsafeTemporaryAllocation(byteCount: bytesMaximum, alignment: 1) { memory in
            var cursor = ByteCursor(memory)
            // Written again below, when it is known.
            cursor.append([0])
            cursor.append("Content-Type: application/json\r\nContent-Length: ")
            cursor.append(decimal: Int64(entry.value.count))
            cursor.append("\r\n")
            memory[0] = UInt8(cursor.count)
            appendCommonLines(of: entry, to: &cursor)
            // As long as they are and no longer: the cache keeps one for each user.
            return [UInt8](UnsafeRawBufferPointer(rebasing: memory[..<cursor.count]))
        }
    }

    /// Room for all lines.
    private static let bytesMaximum = 256

    private static func appendCommonLines(of entry: KVEntry, to cursor: inout ByteCursor) {
        cursor.append(tagName)
        cursor.append(tagOf: ContentHash(entry.value))
        cursor.append("\r\nCache-Control: private, no-cache\r\n")
        if let expiration = entry.expiration {
            cursor.append("Expiration: ")
            cursor.append(decimal: expiration)
            cursor.append("\r\n")
        }
    }

    /// The lines of a 200.
    static func ofRepresentation(_ attachment: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: attachment[1...])
    }

    /// The lines of a 304 (RFC 9110 section 15.4.5).
    static func ofNotModified(_ attachment: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: attachment[Int(attachment[0])...])
    }

    /// The entity tag.
    static func tag(_ attachment: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let start = Int(attachment[0]) + tagName.utf8CodeUnitCount
        return UnsafeRawBufferPointer(rebasing: attachment[start..<(start + tagBytes)])
    }
}
