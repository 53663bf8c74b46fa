extension JSONString {
    /// Escapes the quote, the backslash and the control characters below U+0020; nil when there is none of them.
    static func escaped(_ value: String) -> String? {
        // In memory, because the view's own search goes through an index for each byte.
        guard value.utf8.span.withUnsafeBytes({ $0.contains(where: needsEscape) }) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.utf8.count + 16)
        for byte in value.utf8 {
            if needsEscape(byte) {
                appendEscape(of: byte, to: &bytes)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(hexadecimalDigit(byte >> 4))
            bytes.append(hexadecimalDigit(byte & 0xF))
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Replaces the escapes of a lexeme that a reader has checked.
    static func unescaped(_ lexeme: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lexeme.utf8.count)
        var rest = lexeme.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.next() else {
                bytes.append(byte)
                continue
            }
            appendUnescaped(escape, rest: &rest, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func appendUnescaped(
        _ escape: UInt8,
        rest: inout String.UTF8View.Iterator,
        to bytes: inout [UInt8]
    ) {
        switch escape {
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "u"): appendScalar(rest: &rest, to: &bytes)
        default: bytes.append(escape)
        }
    }

    private static func appendScalar(rest: inout String.UTF8View.Iterator, to bytes: inout [UInt8]) {
        var code = codeUnit(&rest)
        if code & 0xFC00 == 0xD800 {
            // The reader made sure that a low surrogate follows; step over its `\u`.
            _ = rest.next()
            _ = rest.next()
            code = 0x10000 + (code & 0x3FF) << 10 + codeUnit(&rest) & 0x3FF
        }
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private static func codeUnit(_ rest: inout String.UTF8View.Iterator) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            code = code << 4 | UInt32(JSONReader.hexadecimalValue(rest.next() ?? 0) ?? 0)
        }
        return code
    }
}
