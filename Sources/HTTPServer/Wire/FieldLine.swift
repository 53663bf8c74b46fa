#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One validated field line: `name: value` (RFC 9112 section 5).
struct FieldLine {
    /// Where the name is.
    let name: Range<Int>
    /// The field that it names; nil where nobody here looks at it.
    let field: HTTPField?
    /// Where the value is, without the blanks around it.
    let value: Range<Int>

    /// Validates the bytes of a line, which exclude its CR LF.
    init(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) throws(RequestError) {
        if bytes[line.lowerBound].isBlank {
            throw .malformed("A field line is folded or begins with a blank.")
        }
        let colon = UnsafeRawBufferPointer(rebasing: bytes[line]).firstIndex(of: 0x3A, from: 0)
        name = line.lowerBound..<(line.lowerBound + (colon ?? 0))
        let nameBytes = UnsafeRawBufferPointer(rebasing: bytes[name])
        field = HTTPField(name: nameBytes)
        // The name of a known field is made of nothing else.
        let isName = field != nil || (!name.isEmpty && CharacterClass.token.containsAll(nameBytes))
        if !isName { throw .malformed("A field line does not begin with a name and a colon.") }
        var start = name.upperBound + 1
        var end = line.upperBound
        while start < end, bytes[start].isBlank { start += 1 }
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        guard UnsafeRawBufferPointer(rebasing: bytes[start..<end]).isFieldValue else {
            throw .malformed("A field value holds a control character.")
        }
        value = start..<end
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes may stand in a field value, looked at eight at a time.
    fileprivate var isFieldValue: Bool {
        if count < 8 { return isFieldValue(from: 0, to: count) }
        for position in stride(from: 0, through: count - 8, by: 8) where !isFieldValue(wordAt: position) {
            return false
        }
        // What is left, together with bytes that have been looked at.
        return isFieldValue(wordAt: count - 8)
    }

    @inline(__always)
    private func isFieldValue(wordAt position: Int) -> Bool {
        let word = loadUnaligned(fromByteOffset: position, as: UInt64.self)
        return !Self.mayHoldControl(word) || isFieldValue(from: position, to: position + 8)
    }

    private func isFieldValue(from start: Int, to end: Int) -> Bool {
        for index in start..<end where !CharacterClass.fieldValue.contains(self[index]) { return false }
        return true
    }

    /// Whether one of eight bytes is below a space or is DEL; a tab and rare neighbours of these are looked
    /// at again.
    private static func mayHoldControl(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let deletes = word ^ (ones &* 0x7F)
        let belowSpace = (word &- ones &* 0x20) & ~word
        let isDelete = (deletes &- ones) & ~deletes
        return (belowSpace | isDelete) & (ones &* 0x80) != 0
    }

    /// The first place at or after `start` where `byte` is.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count, let base = baseAddress else { return nil }
        guard let found = memchr(base + start, Int32(byte), count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// Where the line that begins at `start` ends: the place of its CR LF.
    ///
    /// Every line of a found head has one.
    func endOfLine(from start: Int) -> Int {
        (firstIndex(of: 0x0A, from: start) ?? count + 1) - 1
    }
}
