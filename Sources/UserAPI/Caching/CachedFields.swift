package import KeyValueStore
import Users

/// What the cache keeps along with an entry, so that a hit needs no work on the content: the answer's field lines.
///
/// The layout is a byte that says where the lines of a 304 begin, the lines that only a 200 has, and the lines that both
/// have, of which `ETag` is the first.
package enum CachedFields {
    /// Longer values are looked at when they are asked for.
    private static let valueBytesMaximum = 1024 * 1024
    private static let tagName = "ETag: "
    /// How long an entity tag is, with its quotes.
    private static let tagBytes = 34

    /// Renders the lines for a user; empty for what is no user or too long to look at while it is being cached.
    package static func make(_ entry: KVEntry) -> [UInt8] {
        guard entry.value.first == 0x7B, entry.value.count <= valueBytesMaximum,
            KVOperations.isUser(entry.value)
        else { return [] }
        let ofRepresentation = "Content-Type: \(MediaType.json)\r\nContent-Length: \(entry.value.count)\r\n"
        var common =
            "\(tagName)\(EntityTag(content: entry.value).text)\r\nCache-Control: private, no-cache\r\n"
        if let expiration = entry.expiration { common += "Expiration: \(expiration)\r\n" }
        let text = ofRepresentation + common
        return [UInt8](unsafeUninitializedCapacity: 1 + text.utf8.count) { memory, count in
            memory[0] = UInt8(1 + ofRepresentation.utf8.count)
            _ = memory[1...].initialize(fromContentsOf: text.utf8)
            count = 1 + text.utf8.count
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
        let start = Int(attachment[0]) + tagName.utf8.count
        return UnsafeRawBufferPointer(rebasing: attachment[start..<(start + tagBytes)])
    }
}
