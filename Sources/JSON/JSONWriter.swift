import Glibc

/// Writes compact text into memory that is known to be long enough.
///
/// The length is measured first, which costs little and saves every growth and copy of the output. Should a
/// measure ever be too short, the writer traps and does not write outside its memory.
struct JSONWriter: ~Copyable {
    private let output: UnsafeMutableBufferPointer<UInt8>
    private(set) var position: Int

    /// A writer that goes on behind the first `position` bytes of `output`.
    init(_ output: UnsafeMutableBufferPointer<UInt8>, at position: Int) {
        self.output = output
        self.position = position
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: write("null")
        case .bool(true): write("true")
        case .bool(false): write("false")
        case .number(let number): write(number.text)
        case .string(let string): write(string)
        case .array(let elements): write(elements)
        case .object(let object): write(object)
        }
    }

    mutating func write(_ object: JSONObject) {
        var separator = UInt8(ascii: "{")
        for member in object.members {
            write(separator)
            separator = UInt8(ascii: ",")
            write(member.name)
            write(UInt8(ascii: ":"))
            write(member.value)
        }
        if object.isEmpty { write(separator) }
        write(UInt8(ascii: "}"))
    }

    mutating func write(_ string: JSONString) {
        write(UInt8(ascii: "\""))
        write(string.lexeme)
        write(UInt8(ascii: "\""))
    }

    private mutating func write(_ elements: [JSONValue]) {
        var separator = UInt8(ascii: "[")
        for element in elements {
            write(separator)
            separator = UInt8(ascii: ",")
            write(element)
        }
        if elements.isEmpty { write(separator) }
        write(UInt8(ascii: "]"))
    }

    private mutating func write(_ byte: UInt8) {
        precondition(position < output.count)
        output[position] = byte
        position += 1
    }

    private mutating func write(_ text: String) {
        let span = text.utf8.span
        span.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress, let start = output.baseAddress else { return }
            precondition(bytes.count <= output.count - position)
            memcpy(start + position, source, bytes.count)
        }
        position += span.count
    }
}
