import JSON

/// Finds the elements of a large JSON array one after the other, so that only one of them is a value in memory.
///
/// It reads no more of the grammar than it needs to find where an element ends; whoever uses an element parses it
/// strictly. Brackets and quotes that are wrong make an element end in the wrong place, which that parser then refuses.
struct JSONArraySplitter: ~Copyable {
    /// Why the text is not an array of elements.
    enum Problem: String, Error, Hashable, Sendable {
        case notAnArray = "expected a JSON array"
        case unexpectedEnd = "the JSON array is not closed"
        case unexpectedCharacter = "expected ',' or ']' behind an element of the JSON array"
        case trailingBytes = "unexpected bytes behind the JSON array"
        case tooComplex = "an element of the JSON array has too many parts"
    }

    private let text: [UInt8]
    private let tokensMaximum: Int
    /// How far the text was read, in bytes.
    private(set) var position = 0
    private var isFirst = true

    /// - Parameter tokensMaximum: how many brackets, colons and commas one element may have.
    init(_ text: [UInt8], tokensMaximum: Int) {
        self.text = text
        self.tokensMaximum = tokensMaximum
    }

    /// The bytes of the next element, or nil behind the last one.
    mutating func next() throws(Problem) -> Range<Int>? {
        skipSpaces()
        if isFirst {
            guard take(UInt8(ascii: "[")) else { throw .notAnArray }
            skipSpaces()
            if take(UInt8(ascii: "]")) { return try end() }
            isFirst = false
        } else if take(UInt8(ascii: "]")) {
            return try end()
        } else {
            guard take(UInt8(ascii: ",")) else {
                throw position < text.count ? .unexpectedCharacter : .unexpectedEnd
            }
            skipSpaces()
        }
        let start = position
        try skipElement()
        return start..<position
    }

    /// The value of an element.
    borrowing func value(_ element: Range<Int>, limits: JSONLimits) throws(JSONError) -> JSONValue {
        try text.span.withUnsafeBytes { (bytes) throws(JSONError) in
            try JSONParser.parse(UnsafeRawBufferPointer(rebasing: bytes[element]), limits: limits)
        }
    }

    private mutating func end() throws(Problem) -> Range<Int>? {
        skipSpaces()
        guard position == text.count else { throw .trailingBytes }
        return nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() {
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private mutating func skipElement() throws(Problem) {
        var depth = 0
        var tokens = 0
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                try skipString()
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                tokens += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { return }
                depth -= 1
            case UInt8(ascii: ","):
                if depth == 0 { return }
                tokens += 1
            case UInt8(ascii: ":"):
                tokens += 1
            default: break
            }
            if tokens > tokensMaximum { throw .tooComplex }
            position += 1
        }
        throw .unexpectedEnd
    }

    private mutating func skipString() throws(Problem) {
        position += 1
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        throw .unexpectedEnd
    }
}
