/// A request identifier made here: 128 bits, as text 32 hexadecimal digits.
struct RequestID: Hashable, Sendable {
    /// How long the text is.
    static let textBytes = 32

    let high: UInt64
    let low: UInt64

    /// Writes the text.
    func write(to cursor: inout ByteCursor) {
        cursor.append(hexadecimal: high)
        cursor.append(hexadecimal: low)
    }

    /// The text.
    var text: String {
        String(unsafeUninitializedCapacity: Self.textBytes) { memory in
            var cursor = ByteCursor(UnsafeMutableRawBufferPointer(memory))
            write(to: &cursor)
            return cursor.count
        }
    }
}
