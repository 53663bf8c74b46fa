import Glibc

/// Splits a `multipart/form-data` body into its parts (RFC 2046 section 5.1, RFC 7578).
///
/// The whole body is at hand, so nothing streams. Line ends are CR LF and nothing else. Text before the first boundary
/// line and behind the last one is ignored, as RFC 2046 demands.
struct MultipartParser: ~Copyable {
    private let body: [UInt8]
    /// `--` and the boundary.
    private let delimiter: [UInt8]
    private var position = 0

    /// The parts of a body in their order, at most `KVAPILimits.multipartPartsMaximum`.
    static func parts(of body: [UInt8], boundary: String) throws(MultipartError) -> [MultipartPart] {
        guard isLegal(boundary) else { throw .invalidBoundary }
        var parser = MultipartParser(body: body, delimiter: Array("--\(boundary)".utf8))
        return try parser.parts()
    }

    /// Whether a boundary is 1 to 70 characters of RFC 2046's set and does not end in a space.
    static func isLegal(_ boundary: String) -> Bool {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.last != UInt8(ascii: " ") else {
            return false
        }
        let punctuation = "'()+_,-./:=? ".utf8
        return boundary.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: punctuation.contains(byte)
            }
        }
    }

    private mutating func parts() throws(MultipartError) -> [MultipartPart] {
        var parts: [MultipartPart] = []
        guard var line = nextDelimiter() else { throw .missingDelimiter }
        while !line.isLast {
            guard parts.count < KVAPILimits.multipartPartsMaximum else { throw .tooManyParts }
            let name = try readHeaders()
            let start = position
            guard let end = nextDelimiter() else { throw .missingEnd }
            // An empty part's headers may end with the very line end that belongs to the boundary line.
            parts.append(MultipartPart(name: name, contents: Array(body[start..<max(start, end.start)])))
            line = end
        }
        return parts
    }

    private struct DelimiterLine {
        /// Where the part before it ends: at the line end that belongs to the boundary line.
        var start: Int
        var isLast: Bool
    }

    /// Finds the next boundary line and steps behind it.
    private mutating func nextDelimiter() -> DelimiterLine? {
        var from = position
        while let found = find(delimiter, from: from) {
            if let line = delimiterLine(at: found) { return line }
            from = found + 1
        }
        return nil
    }

    /// Reads the line at an occurrence of the delimiter; nil where it is not a boundary line but content that looks
    /// like one.
    private mutating func delimiterLine(at found: Int) -> DelimiterLine? {
        guard found == 0 || (found >= 2 && hasLineEnd(at: found - 2)) else { return nil }
        var end = found + delimiter.count
        let isLast = body[end...].starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")])
        if isLast { end += 2 }
        while end < body.count, body[end] == UInt8(ascii: " ") || body[end] == UInt8(ascii: "\t") { end += 1 }
        if hasLineEnd(at: end) {
            end += 2
        } else if !isLast || end < body.count {
            return nil
        }
        position = end
        return DelimiterLine(start: max(found - 2, 0), isLast: isLast)
    }

    /// Reads a part's headers up to the empty line and returns the field's name.
    private mutating func readHeaders() throws(MultipartError) -> String {
        let limit = position + KVAPILimits.multipartHeaderBytesMaximum
        var name: String?
        while !hasLineEnd(at: position) {
            guard let end = find(Self.lineEnd, from: position) else { throw .missingEnd }
            guard end <= limit else { throw .headerTooLarge }
            guard let line = String(validating: body[position..<end], as: UTF8.self) else {
                throw .malformedHeader
            }
            try read(headerLine: line, name: &name)
            position = end + 2
        }
        position += 2
        guard let name else { throw .missingName }
        return name
    }

    private func read(headerLine line: String, name: inout String?) throws(MultipartError) {
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { throw .malformedHeader }
        // A line that begins with a space continues the one before it in old mail; forms have no such lines.
        guard !line[..<colon].contains(where: { $0 == " " || $0 == "\t" }) else { throw .malformedHeader }
        let value = String(line[line.index(after: colon)...])
        switch line[..<colon].lowercased() {
        case "content-disposition":
            guard name == nil, let disposition = HeaderValue(value) else { throw .malformedHeader }
            guard disposition.word == "form-data", let field = disposition.parameters["name"] else {
                throw .missingName
            }
            name = field
        case "content-transfer-encoding":
            guard let encoding = HeaderValue(value)?.word, ["binary", "7bit", "8bit"].contains(encoding)
            else {
                throw .transferEncoding
            }
        default: break
        }
    }

    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    private func hasLineEnd(at index: Int) -> Bool {
        index + 1 < body.count && body[index] == 0x0D && body[index + 1] == 0x0A
    }

    /// Where a sequence of bytes occurs next.
    private func find(_ needle: [UInt8], from start: Int) -> Int? {
        body.withUnsafeBytes { body in
            needle.withUnsafeBytes { needle in
                guard let text = body.baseAddress, let wanted = needle.baseAddress else { return nil }
                var position = start
                while position + needle.count <= body.count {
                    let places = body.count - needle.count - position + 1
                    guard let first = memchr(text + position, Int32(needle[0]), places) else { return nil }
                    position = UnsafeRawPointer(first) - text
                    if memcmp(text + position, wanted, needle.count) == 0 { return position }
                    position += 1
                }
                return nil
            }
        }
    }
}
