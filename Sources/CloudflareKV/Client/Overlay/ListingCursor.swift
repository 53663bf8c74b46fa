import KeyValueStore

/// Where a listing goes on: behind a key, on the page that an upstream cursor leads to.
///
/// A page from upstream may hold more than was asked for, and keys of the overlay come in between, so the upstream cursor
/// alone does not say it. The text carries a checksum over itself and the prefix it belongs to.
struct ListingCursor: Hashable {
    /// The last key that the listing has passed; nil for none.
    var lastKey: [UInt8]?
    /// What to ask upstream for; nil for its first page.
    var upstream: String?

    static let textBytesMaximum = 16 * 1024
    private static let format: UInt8 = 2

    init(lastKey: [UInt8]?, upstream: String?) {
        self.lastKey = lastKey
        self.upstream = upstream
    }

    /// Reads a text that `text(prefix:)` made for the same prefix; nil for anything else.
    init?(_ cursor: KVCursor, prefix: [UInt8]) {
        guard cursor.text.utf8.count <= Self.textBytesMaximum, let bytes = Self.decode(cursor.text),
            bytes.count >= 12, bytes[0] == Self.format,
            Array(bytes.suffix(8)) == Self.checksum(Array(bytes.dropLast(8)), prefix)
        else { return nil }
        let keyCount = Int(bytes[1]) << 8 | Int(bytes[2])
        let payload = bytes[3..<(bytes.count - 8)]
        guard keyCount <= KVLimits.keyBytesMaximum, payload.count >= keyCount + 1 else { return nil }
        lastKey = keyCount == 0 ? nil : Array(payload.prefix(keyCount))
        let rest = payload.dropFirst(keyCount)
        upstream = rest.first == 0 ? nil : String(decoding: rest.dropFirst(), as: UTF8.self)
    }

    func text(prefix: [UInt8]) -> KVCursor {
        let key = lastKey ?? []
        var bytes: [UInt8] = [Self.format, UInt8(key.count >> 8), UInt8(key.count & 255)]
        bytes += key
        bytes.append(upstream == nil ? 0 : 1)
        if let upstream { bytes += Array(upstream.utf8) }
        bytes += Self.checksum(bytes, prefix)
        return KVCursor(Self.encode(bytes))
    }

    private static func checksum(_ bytes: [UInt8], _ prefix: [UInt8]) -> [UInt8] {
        let hash = EntryVersion.hash(bytes, prefix, nil, nil)
        return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (UInt64($0) * 8)) }
    }

    /// Base64 in the alphabet for URLs, without padding (RFC 4648 section 5).
    private static func encode(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes).filter { $0 != UInt8(ascii: "=") }
            .map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): bytes.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): bytes.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: bytes.append(byte)
            }
        }
        while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
        return Base64.decode(bytes)
    }
}
