/// The line before a chunk's data: `chunk-size [ chunk-ext ]` (RFC 9112 section 7.1).
enum ChunkLine {
    /// More digits than any content has; 15 cannot overflow.
    private static let digitsMaximum = 15

    /// Reads the size; extensions are checked and dropped, blanks around their parts are refused.
    static func size(_ line: UnsafeRawBufferPointer) throws(RequestError) -> Int {
        var size = 0
        var position = 0
        while position < line.count, let digit = line[position].hexadecimalValue {
            if position == digitsMaximum { throw .malformed("A chunk size has too many digits.") }
            size = size << 4 | Int(digit)
            position += 1
        }
        if position == 0 { throw .malformed("A chunk size is not hexadecimal.") }
        while position < line.count {
            guard let end = endOfExtension(line, from: position) else {
                throw .malformed("A chunk size is followed by something other than extensions.")
            }
            position = end
        }
        return size
    }

    /// Where the extension `;name` or `;name=value` that begins at `start` ends; nil where it is not one.
    private static func endOfExtension(_ line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard line[start] == 0x3B, let nameEnd = endOfToken(line, from: start + 1) else { return nil }
        guard nameEnd < line.count, line[nameEnd] == 0x3D else { return nameEnd }
        let valueStart = nameEnd + 1
        if valueStart < line.count, line[valueStart] == 0x22 {
            return endOfQuotedString(line, from: valueStart)
        }
        return endOfToken(line, from: valueStart)
    }

    private static func endOfToken(_ line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        while position < line.count, CharacterClass.token.contains(line[position]) { position += 1 }
        return position > start ? position : nil
    }

    /// Where the quoted string that begins at `start` ends (RFC 9110 section 5.6.4).
    private static func endOfQuotedString(_ line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start + 1
        while position < line.count {
            let byte = line[position]
            if byte == 0x22 { return position + 1 }
            position += byte == 0x5C ? 2 : 1
            guard position <= line.count, CharacterClass.fieldValue.contains(byte),
                CharacterClass.fieldValue.contains(line[position - 1])
            else { return nil }
        }
        return nil
    }
}
