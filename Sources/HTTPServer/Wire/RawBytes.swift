/// Comparisons of request bytes in place; nothing here allocates.
extension UnsafeRawBufferPointer {
    /// Whether these bytes are the text's, ASCII letters compared without case; the text is in lower case.
    package func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        let expected = UnsafeRawBufferPointer(start: lowercase.utf8Start, count: count)
        if count >= 8 { return equalsIgnoringCase(expected, inPiecesOf: UInt64.self) }
        if count >= 4 { return equalsIgnoringCase(expected, inPiecesOf: UInt32.self) }
        for index in 0..<count where self[index].asciiLowercased != expected[index] { return false }
        return true
    }

    /// Compares a word at a time; the last one overlaps the one before it.
    @inline(__always)
    private func equalsIgnoringCase<Word: FixedWidthInteger & UnsignedInteger>(
        _ expected: UnsafeRawBufferPointer,
        inPiecesOf word: Word.Type
    ) -> Bool {
        let last = count - MemoryLayout<Word>.size
        var position = 0
        while position < last {
            if !equalsIgnoringCase(expected, word, at: position) { return false }
            position += MemoryLayout<Word>.size
        }
        return equalsIgnoringCase(expected, word, at: last)
    }

    @inline(__always)
    private func equalsIgnoringCase<Word: FixedWidthInteger & UnsignedInteger>(
        _ expected: UnsafeRawBufferPointer,
        _ word: Word.Type,
        at position: Int
    ) -> Bool {
        Self.lowercased(UInt64(truncatingIfNeeded: loadUnaligned(fromByteOffset: position, as: word)))
            == UInt64(truncatingIfNeeded: expected.loadUnaligned(fromByteOffset: position, as: word))
    }

    /// Eight bytes with the ASCII capitals among them made small.
    @inline(__always)
    private static func lowercased(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // The high bit of a byte tells, for one below 0x80, whether it is at least A, or beyond Z: neither sum carries.
        let low = word & (ones &* 0x7F)
        let fromA = low &+ ones &* (0x80 - 0x41)
        let beyondZ = low &+ ones &* (0x7F - 0x5A)
        let capitals = (fromA & ~beyondZ & ~word) & (ones &* 0x80)
        return word | capitals >> 2
    }

    /// Whether the bytes begin with the text, ASCII letters compared without case; the text is in lower case.
    func prefixEqualsIgnoringCase(_ lowercase: StaticString) -> Bool {
        UnsafeRawBufferPointer(rebasing: prefix(lowercase.utf8CodeUnitCount)).equalsIgnoringCase(lowercase)
    }

    /// Calls `body` with each member of a comma-separated list, blanks around it dropped (RFC 9110 section
    /// 5.6.1).
    package func forEachListMember(_ body: (UnsafeRawBufferPointer) -> Void) {
        forEachPart(separatedBy: UInt8(ascii: ","), body)
    }

    /// Calls `body` with each part between separators, blanks around it dropped.
    package func forEachPart(separatedBy separator: UInt8, _ body: (UnsafeRawBufferPointer) -> Void) {
        var start = 0
        while start <= count {
            var end = start
            while end < count, self[end] != separator { end += 1 }
            body(UnsafeRawBufferPointer(rebasing: self[start..<end]).trimmed)
            start = end + 1
        }
    }

    /// The bytes without spaces and tabs at either end (RFC 9110 section 5.6.3, optional whitespace).
    package var trimmed: UnsafeRawBufferPointer {
        var start = 0
        var end = count
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }
}

extension UInt8 {
    /// The byte, or the lower-case letter of an ASCII upper-case letter.
    var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    /// Space or horizontal tab.
    package var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// ASCII digit.
    package var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// The value of a hexadecimal digit; nil for any other byte.
    var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
