import Bytes

/// The forms of a request target (RFC 9112 section 3.2).
enum RequestTarget {
    /// Notes the path and query of the target; absolute-form is served as the path in it.
    static func parse(
        _ bytes: UnsafeRawBufferPointer,
        _ target: Range<Int>,
        method: UnsafeRawBufferPointer,
        into head: inout RequestHead
    ) throws(RequestError) {
        let text = UnsafeRawBufferPointer(rebasing: bytes[target])
        guard let first = text.first, CharacterClass.target.containsAll(text) else {
            throw .malformed("The request target is empty or holds a character that must be percent-encoded.")
        }
        if first == 0x2F {
            note(bytes, target, into: &head)
        } else if text.equals("*") {
            guard head.method == .options else { throw .malformed("The target * belongs to OPTIONS.") }
            head.isAsterisk = true
            head.path = .init(target.lowerBound, target.upperBound)
        } else if method.equals("CONNECT") {
            // No tunnel here; the method itself is answered with 501.
            guard RequestFraming.isHost(text) else {
                throw .malformed("The target of CONNECT is a host and a port.")
            }
            head.path = .init(target.lowerBound, target.upperBound)
        } else {
            try parseAbsoluteForm(bytes, target, into: &head)
        }
    }

    private static func note(
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        into head: inout RequestHead
    ) {
        let target = UnsafeRawBufferPointer(rebasing: bytes[range])
        guard let mark = target.firstIndex(of: 0x3F, from: 0) else {
            head.path = .init(range.lowerBound, range.upperBound)
            return
        }
        head.path = .init(range.lowerBound, range.lowerBound + mark)
        head.query = .init(range.lowerBound + mark + 1, range.upperBound)
    }

    /// Reads `http://authority/path?query`, where an empty path stands for `/` (RFC 9110 section 4.2.3).
    private static func parseAbsoluteForm(
        _ bytes: UnsafeRawBufferPointer,
        _ target: Range<Int>,
        into head: inout RequestHead
    ) throws(RequestError) {
        let text = UnsafeRawBufferPointer(rebasing: bytes[target])
        let authority = lengthOfScheme(text)
        guard authority > 0 else {
            throw .malformed("The request target is neither a path nor an absolute URI.")
        }
        var end = authority
        while end < text.count, text[end] != 0x2F, text[end] != 0x3F { end += 1 }
        guard RequestFraming.isHost(UnsafeRawBufferPointer(rebasing: text[authority..<end])) else {
            throw .malformed("The request target names no valid host.")
        }
        note(bytes, (target.lowerBound + end)..<target.upperBound, into: &head)
        if head.path.count == 0 {
            // The last slash of the scheme's two is as good as the one that is left out.
            head.path = .init(target.lowerBound + authority - 1, target.lowerBound + authority)
        }
    }

    /// The bytes of `http://` or `https://` at the beginning; 0 where neither is there.
    private static func lengthOfScheme(_ text: UnsafeRawBufferPointer) -> Int {
        if text.prefixEqualsIgnoringCase("http://") { return 7 }
        if text.prefixEqualsIgnoringCase("https://") { return 8 }
        return 0
    }
}
