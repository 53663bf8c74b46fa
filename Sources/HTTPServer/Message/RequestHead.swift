package import NIOCore

/// A validated request head: the bytes as received, and where things are in them.
///
/// Nothing is copied or decoded until somebody asks, so that a request that the cache answers costs no
/// allocation here.
package struct RequestHead: Sendable {
    /// Where something is in the head's bytes; lengths fit because a head is at most 32 KiB.
    package struct Slice: Hashable, Sendable {
        package internal(set) var start: UInt16
        package internal(set) var end: UInt16

        init(_ start: Int, _ end: Int) {
            self.start = UInt16(truncatingIfNeeded: start)
            self.end = UInt16(truncatingIfNeeded: end)
        }

        /// How many bytes it spans.
        package var count: Int { Int(end) - Int(start) }
    }

    /// How the end of the content is known (RFC 9112 section 6.3).
    package enum Framing: Hashable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    /// The method; nil for a well-formed token that no route can name.
    package internal(set) var method: HTTPMethod?
    /// The head's bytes, from the request line to the empty line.
    package let bytes: ByteBuffer
    /// The path of the target, undecoded, beginning with a slash; the target itself for `*`.
    package internal(set) var path: Slice
    /// The query of the target without its question mark, undecoded; nil where there is none.
    package internal(set) var query: Slice?
    /// Whether the request is HTTP/1.1 rather than 1.0.
    package internal(set) var isVersion11 = true
    /// Whether the sender lets the connection be used again.
    package internal(set) var keepsAlive = true
    /// Whether the target is `*`.
    package internal(set) var isAsterisk = false
    package internal(set) var framing = Framing.none
    /// Where the value of each known field is; an empty slice at zero for absent.
    package internal(set) var fields = InlineArray<20, Slice>(repeating: Slice(0, 0))
    /// The known fields that came more than once, a bit each.
    package internal(set) var repeatedFields: UInt32 = 0

    init(bytes: ByteBuffer, path: Slice) {
        self.bytes = bytes
        self.path = path
    }

    /// Gives the bytes of a slice to `body`, in place.
    @inlinable
    package func withBytes<Output>(of slice: Slice, _ body: (UnsafeRawBufferPointer) -> Output) -> Output {
        bytes.withUnsafeReadableBytes { all in
            body(UnsafeRawBufferPointer(rebasing: all[Int(slice.start)..<Int(slice.end)]))
        }
    }

    /// Gives the value of a field to `body`, in place; nil for an absent field.
    ///
    /// Of a repeated field it is the first line's.
    @inlinable
    package func withValue<Output>(of field: HTTPField, _ body: (UnsafeRawBufferPointer) -> Output) -> Output?
    {
        let slice = fields[Int(field.rawValue)]
        guard slice.start != 0 else { return nil }
        return withBytes(of: slice, body)
    }

    /// Whether the head has the field.
    @inlinable
    package func contains(_ field: HTTPField) -> Bool { fields[Int(field.rawValue)].start != 0 }

    /// Whether a tab is among the blanks after the value; some recipients, llhttp among them, take it for
    /// part of it.
    func hasTabAfterValue(of field: HTTPField) -> Bool {
        bytes.withUnsafeReadableBytes { all in
            var position = Int(fields[Int(field.rawValue)].end)
            while position < all.count, all[position] == 0x20 { position += 1 }
            return position > 0 && position < all.count && all[position] == 0x09
        }
    }

    /// Whether the field stands on more than one line.
    @inlinable
    package func isRepeated(_ field: HTTPField) -> Bool {
        repeatedFields & (1 << UInt32(field.rawValue)) != 0
    }

    /// The value of a field as text, several lines joined by a comma and a space (RFC 9110 section 5.3).
    package func value(of field: HTTPField) -> String? {
        guard contains(field) else { return nil }
        guard isRepeated(field) else { return withValue(of: field) { String(decoding: $0, as: UTF8.self) } }
        return values(named: field.name).joined(separator: ", ")
    }

    /// The same for who looks at the bytes, which are those of the request where there is one line; nil where there is none.
    package func withWholeValue<Output>(
        of field: HTTPField,
        _ body: (UnsafeRawBufferPointer) -> Output
    ) -> Output? {
        guard isRepeated(field) else { return withValue(of: field, body) }
        guard var joined = value(of: field) else { return nil }
        return joined.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    /// Calls `body` with the value of each line of a field, in order.
    func forEachValue(of field: HTTPField, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard isRepeated(field) else {
            _ = withValue(of: field, body)
            return
        }
        bytes.withUnsafeReadableBytes { all in
            RequestHeadParser.forEachField(in: all) { name, value in
                if name.equalsIgnoringCase(field.name) { body(value) }
            }
        }
    }

    /// The values of all lines of the field with this lower-case name, in order.
    package func values(named name: StaticString) -> [String] {
        bytes.withUnsafeReadableBytes { all in
            var values: [String] = []
            RequestHeadParser.forEachField(in: all) { fieldName, fieldValue in
                if fieldName.equalsIgnoringCase(name) {
                    values.append(String(decoding: fieldValue, as: UTF8.self))
                }
            }
            return values
        }
    }

    /// The undecoded path as text.
    package var pathText: String { withBytes(of: path) { String(decoding: $0, as: UTF8.self) } }

    /// The undecoded query as text; empty where there is none.
    package var queryText: String {
        guard let query else { return "" }
        return withBytes(of: query) { String(decoding: $0, as: UTF8.self) }
    }
}

extension RequestHead {
    /// The bytes of a slice, sharing the head's memory.
    package func buffer(of slice: Slice) -> ByteBuffer {
        bytes.getSlice(at: bytes.readerIndex + Int(slice.start), length: slice.count) ?? ByteBuffer()
    }
}

extension RequestHead {
    /// The value of the first line of a field, whatever the case of its name; nil where it is absent.
    package func firstValue(named name: String) -> String? {
        bytes.withUnsafeReadableBytes { all in
            var found: String?
            RequestHeadParser.forEachField(in: all) { fieldName, fieldValue in
                guard found == nil, fieldName.count == name.utf8.count else { return }
                let isSame = zip(fieldName, name.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
                if isSame { found = String(decoding: fieldValue, as: UTF8.self) }
            }
            return found
        }
    }
}
