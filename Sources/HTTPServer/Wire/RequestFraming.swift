#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The rules that decide where a request ends and whether it may be served at all.
enum RequestFraming {
    /// Checks `Host`, the lengths and codings, and reads `Connection`.
    static func settle(_ head: inout RequestHead) throws(RequestError) {
        try checkHost(head)
        head.framing = try framing(of: head)
        try checkExpectation(head)
        readConnection(&head)
    }

    /// A request has exactly one valid `Host` (RFC 9112 section 3.2); HTTP/1.0 may go without.
    private static func checkHost(_ head: RequestHead) throws(RequestError) {
        if head.isRepeated(.host) { throw .malformed("There is more than one Host field.") }
        guard let isValid = head.withValue(of: .host, isHost) else {
            if head.isVersion11 { throw .malformed("The Host field is missing.") }
            return
        }
        if !isValid { throw .malformed("The Host field is not a host and an optional port.") }
    }

    /// Whether the bytes are `uri-host [ ":" port ]` (RFC 9110 section 7.2).
    static func isHost(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first else { return false }
        var position = 0
        if first == 0x5B {
            guard let end = bytes.firstIndex(of: 0x5D),
                isIPv6Address(UnsafeRawBufferPointer(rebasing: bytes[1..<end]))
            else { return false }
            position = end + 1
        } else {
            while position < bytes.count, CharacterClass.hostName.contains(bytes[position]) {
                if bytes[position] == PercentEncoding.mark, !isPercentEncoding(bytes, at: position) {
                    return false
                }
                position += 1
            }
            if position == 0 { return false }
        }
        if position == bytes.count { return true }
        guard bytes[position] == 0x3A, bytes.count - position <= 6 else { return false }
        var port = 0
        for byte in bytes[(position + 1)...] {
            guard byte.isDigit else { return false }
            port = port * 10 + Int(byte - 0x30)
        }
        return port <= Int(UInt16.max)
    }

    private static func isPercentEncoding(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Bool {
        position + 2 < bytes.count && bytes[position + 1].hexadecimalValue != nil
            && bytes[position + 2].hexadecimalValue != nil
    }

    /// Whether the bytes are an IPv6 address, as the system reads one (RFC 3986 section 3.2.2).
    private static func isIPv6Address(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let longest = Int(INET6_ADDRSTRLEN)
        let addressBytes = 16
        guard !bytes.isEmpty, bytes.count < longest, !bytes.contains(0) else { return false }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: longest) { text in
            for (index, byte) in bytes.enumerated() { text[index] = CChar(truncatingIfNeeded: byte) }
            text[bytes.count] = 0
            return withUnsafeTemporaryAllocation(byteCount: addressBytes, alignment: 4) { address in
                inet_pton(AF_INET6, text.baseAddress, address.baseAddress) == 1
            }
        }
    }

    /// How the content ends (RFC 9112 section 6.3).
    private static func framing(of head: RequestHead) throws(RequestError) -> RequestHead.Framing {
        if head.contains(.transferEncoding) {
            if head.contains(.contentLength) {
                throw .malformed("Content-Length and Transfer-Encoding are both there.")
            }
            if !head.isVersion11 { throw .malformed("HTTP/1.0 has no Transfer-Encoding.") }
            try checkTransferCodings(head)
            return .chunked
        }
        guard head.contains(.contentLength) else { return .none }
        if head.isRepeated(.contentLength) { throw .malformed("There is more than one Content-Length.") }
        guard !head.hasTabAfterValue(of: .contentLength),
            let length = head.withValue(of: .contentLength, contentLength) ?? nil
        else {
            throw .malformed("Content-Length is not a number of at most 18 digits.")
        }
        return length == 0 ? .none : .length(length)
    }

    /// Checks that the content is chunked and nothing else.
    ///
    /// Codings before chunked could be served, and are not implemented. Chunked anywhere but at the end, and
    /// once, leaves the end of the content unknown (RFC 9112 sections 6.1 and 6.3).
    private static func checkTransferCodings(_ head: RequestHead) throws(RequestError) {
        var count = 0
        var chunkedCount = 0
        var isChunkedLast = false
        head.forEachValue(of: .transferEncoding) { value in
            value.forEachListMember { coding in
                count += 1
                isChunkedLast = coding.equalsIgnoringCase("chunked")
                if isChunkedLast { chunkedCount += 1 }
            }
        }
        let isAmbiguous = head.isRepeated(.transferEncoding) || head.hasTabAfterValue(of: .transferEncoding)
        if !isChunkedLast || chunkedCount > 1 || isAmbiguous {
            throw .malformed("Transfer-Encoding does not end in chunked, or says it twice.")
        }
        if count > 1 { throw .transferCodingNotSupported }
    }

    private static func contentLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
        var length = 0
        for byte in bytes {
            guard byte.isDigit else { return nil }
            length = length * 10 + Int(byte - 0x30)
        }
        return length
    }

    private static func checkExpectation(_ head: RequestHead) throws(RequestError) {
        guard let isContinue = head.withValue(of: .expect, { $0.equalsIgnoringCase("100-continue") }) else {
            return
        }
        if !isContinue || head.isRepeated(.expect) { throw .expectationFailed }
    }

    /// Reads the options of `Connection` (RFC 9112 section 9.3).
    private static func readConnection(_ head: inout RequestHead) {
        guard head.contains(.connection) else { return }
        var closes = false
        var keeps = head.isVersion11
        head.forEachValue(of: .connection) { value in
            value.forEachListMember { option in
                if option.equalsIgnoringCase("close") { closes = true }
                if option.equalsIgnoringCase("keep-alive") { keeps = true }
            }
        }
        head.keepsAlive = keeps && !closes
    }
}
