/// A refusal inside the reader: what and where, not yet counted in lines and columns.
struct JSONFailure: Error {
    let reason: JSONError.Reason
    let offset: Int

    init(_ reason: JSONError.Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The error for callers, with the position counted in `document`.
    func located(in document: UnsafeRawBufferPointer) -> JSONError {
        var line = 1
        var column = 1
        for byte in document.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Continuation bytes belong to the code point that is already counted.
                column += 1
            }
        }
        return JSONError(reason: reason, offset: offset, line: line, column: column)
    }
}
