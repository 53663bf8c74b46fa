import Bytes
import NIOCore

/// Finds and validates request heads, strictly by RFC 9112.
///
/// Everything that two recipients could read differently is refused: bare line feeds, folded lines, space
/// before a colon, two lengths, a length beside a coding, a missing or second `Host`. It never accepts a head
/// that llhttp refuses; a differential test holds it to that.
struct RequestHeadParser {
    /// What a look at the received bytes says.
    enum Outcome {
        /// The head is not complete yet.
        case incomplete
        /// A head of this many bytes, an empty line before it included.
        case head(RequestHead, consumed: Int)
    }

    /// What the slices of a head can span.
    private static let headBytesMaximum = 32 * 1024

    private let headBytesMaximum: Int
    private let requestLineBytesMaximum: Int
    private let fieldCountMaximum: Int
    /// Bytes already searched for the end of the head, and where the last unfinished line begins.
    private var searched = 0
    private var lineStart = 0
    private var hasRequestLine = false

    init(limits: HTTPLimits) {
        headBytesMaximum = min(limits.headBytesMaximum, Self.headBytesMaximum)
        requestLineBytesMaximum = limits.requestLineBytesMaximum
        fieldCountMaximum = limits.fieldCountMaximum
    }

    /// Whether part of a head has been seen.
    var hasPartialHead: Bool { searched > 0 }

    /// Looks for a head at the front of `buffer`, which is left as it is.
    mutating func parse(_ buffer: ByteBuffer) throws(RequestError) -> Outcome {
        guard let bounds = try findHead(in: buffer) else { return .incomplete }
        searched = 0
        lineStart = 0
        hasRequestLine = false
        guard let slice = buffer.getSlice(at: buffer.readerIndex + bounds.lowerBound, length: bounds.count)
        else {
            return .incomplete
        }
        return .head(try parseHead(slice), consumed: bounds.upperBound)
    }

    // MARK: The end of the head

    /// The bytes from the request line to the empty line, once both are there.
    private mutating func findHead(in buffer: ByteBuffer) throws(RequestError) -> Range<Int>? {
        try buffer.withUnsafeReadableBytes { (bytes) throws(RequestError) -> Range<Int>? in
            if searched == 0 { try checkFirstByte(bytes) }
            while let newline = bytes.firstIndex(of: 0x0A, from: searched) {
                try checkLengths(lineBytes: newline - lineStart, headBytes: newline + 1)
                searched = newline + 1
                guard newline > 0, bytes[newline - 1] == 0x0D else {
                    throw .malformed("A line ends in a bare line feed.")
                }
                if newline - 1 > lineStart {
                    hasRequestLine = true
                } else if hasRequestLine {
                    return lengthOfLeadingEmptyLine(bytes)..<searched
                } else if lineStart > 0 {
                    throw .malformed("An empty line stands where a request line should.")
                }
                lineStart = searched
            }
            searched = bytes.count
            try checkLengths(lineBytes: bytes.count - lineStart, headBytes: bytes.count)
            return nil
        }
    }

    /// Checks the limits in the same order and with the same outcome however the bytes are split into reads.
    ///
    /// - Parameter lineBytes: the bytes before a line's line feed, or those of a line that has not ended.
    private func checkLengths(lineBytes: Int, headBytes: Int) throws(RequestError) {
        if !hasRequestLine, lineBytes > requestLineBytesMaximum + 1 { throw .targetTooLong }
        if headBytes > headBytesMaximum { throw .headTooLarge }
    }

    /// What cannot become a request, a TLS greeting for one, is refused without waiting for more.
    private func checkFirstByte(_ bytes: UnsafeRawBufferPointer) throws(RequestError) {
        guard let first = bytes.first, first != 0x0D, !CharacterClass.token.contains(first) else { return }
        throw .malformed("The request line does not begin with a method.")
    }

    /// One empty line before a request line is skipped (RFC 9112 section 2.2).
    private func lengthOfLeadingEmptyLine(_ bytes: UnsafeRawBufferPointer) -> Int {
        bytes[0] == 0x0D && bytes[1] == 0x0A ? 2 : 0
    }

    // MARK: The request line

    private func parseHead(_ slice: ByteBuffer) throws(RequestError) -> RequestHead {
        try slice.withUnsafeReadableBytes { (bytes) throws(RequestError) -> RequestHead in
            var head = RequestHead(bytes: slice, path: .init(0, 0))
            let lineEnd = bytes.endOfLine(from: 0)
            try parseRequestLine(bytes, end: lineEnd, into: &head)
            try parseFields(bytes, from: lineEnd + 2, into: &head)
            try RequestFraming.settle(&head)
            return head
        }
    }

    private func parseRequestLine(
        _ bytes: UnsafeRawBufferPointer,
        end: Int,
        into head: inout RequestHead
    ) throws(RequestError) {
        var position = 0
        while position < end, bytes[position] != 0x20 { position += 1 }
        let method = UnsafeRawBufferPointer(rebasing: bytes[0..<position])
        guard position > 0, position < end, CharacterClass.token.containsAll(method) else {
            throw .malformed("The request line does not begin with a method and a space.")
        }
        head.method = HTTPMethod(token: method)
        let targetStart = position + 1
        position = targetStart
        while position < end, bytes[position] != 0x20 { position += 1 }
        let targetEnd = position
        try parseVersion(UnsafeRawBufferPointer(rebasing: bytes[min(position + 1, end)..<end]), into: &head)
        try RequestTarget.parse(bytes, targetStart..<targetEnd, method: method, into: &head)
    }

    private func parseVersion(_ version: UnsafeRawBufferPointer, into head: inout RequestHead)
        throws(RequestError)
    {
        if version.equals("HTTP/1.1") { return }
        if version.equals("HTTP/1.0") {
            head.isVersion11 = false
            head.keepsAlive = false
            return
        }
        let isVersion =
            version.count == 8 && version.prefix(5).elementsEqual("HTTP/".utf8) && version[5].isDigit
            && version[6] == 0x2E && version[7].isDigit
        if isVersion { throw .versionNotSupported }
        throw .malformed("The request line does not end in a space and an HTTP version.")
    }

    // MARK: The field lines

    private func parseFields(
        _ bytes: UnsafeRawBufferPointer,
        from start: Int,
        into head: inout RequestHead
    ) throws(RequestError) {
        var lineStart = start
        var count = 0
        while true {
            let lineEnd = bytes.endOfLine(from: lineStart)
            if lineEnd == lineStart { return }
            count += 1
            if count > fieldCountMaximum { throw .headTooLarge }
            let field = try FieldLine(bytes, lineStart..<lineEnd)
            note(field, in: &head)
            lineStart = lineEnd + 2
        }
    }

    private func note(_ line: FieldLine, in head: inout RequestHead) {
        guard let known = line.field else { return }
        let index = Int(known.rawValue)
        if head.fields[index].start == 0 {
            head.fields[index] = .init(line.value.lowerBound, line.value.upperBound)
        } else {
            head.repeatedFields |= 1 << UInt32(known.rawValue)
        }
    }

    /// Calls `body` with the name and value of each field line of a validated head.
    static func forEachField(
        in bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) {
        var lineStart = bytes.endOfLine(from: 0) + 2
        while lineStart < bytes.count {
            let lineEnd = bytes.endOfLine(from: lineStart)
            guard lineEnd > lineStart, let field = try? FieldLine(bytes, lineStart..<lineEnd) else { return }
            body(
                UnsafeRawBufferPointer(rebasing: bytes[field.name]),
                UnsafeRawBufferPointer(rebasing: bytes[field.value])
            )
            lineStart = lineEnd + 2
        }
    }
}
