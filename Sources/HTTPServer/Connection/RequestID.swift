package import Bytes

/// The identifier of a request, which its answer carries and a problem document repeats.
package enum RequestID: Sendable, CustomStringConvertible {
    /// One that the client sent, as it sent it.
    case received(String)
    /// One made here: 128 bits, as text 32 hexadecimal digits, which are written only where they are needed.
    case generated(high: UInt64, low: UInt64)

    /// How many bytes its text has.
    package var textBytes: Int {
        switch self {
        case .received(let text): text.utf8.count
        case .generated: 32
        }
    }

    /// Writes the text.
    package func write(to cursor: inout ByteCursor) {
        switch self {
        case .received(let text):
            cursor.append(text: text)
        case .generated(let high, let low):
            cursor.append(hexadecimal: high)
            cursor.append(hexadecimal: low)
        }
    }

    /// The text.
    package var text: String {
        if case .received(let text) = self { return text }
        return String(unsafeUninitializedCapacity: textBytes) { memory in
            var cursor = ByteCursor(UnsafeMutableRawBufferPointer(memory))
            write(to: &cursor)
            return cursor.count
        }
    }

    /// The text, so that a log names a request as its answer does.
    package var description: String { text }
}
