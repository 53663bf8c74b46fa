import JSON

/// A part of a JSON text, taken apart one level at a time.
///
/// Others may have stored metadata that a strict reader refuses: a lone surrogate, a name that comes twice, a great depth.
/// Parsed as a whole, the answer around it would be lost together with everybody else's entries. So only what is asked
/// for is read: this finds where the parts of one level begin and end, and `value` reads a part strictly.
///
/// Parts are skipped by their quotes and brackets, without recursion.
struct JSONPiece: Sendable {
    /// The whole text, shared by all pieces of it.
    private let text: [UInt8]
    private let range: Range<Int>

    init(_ text: [UInt8]) {
        self.init(text, text.indices)
    }

    private init(_ text: [UInt8], _ range: Range<Int>) {
        self.text = text
        self.range = range
    }

    /// The value, read strictly and as deep as a reader can; nil where it breaks a rule.
    var value: JSONValue? {
        let limits = JSONLimits(maximumDepth: JSONLimits.depthCeiling, maximumBytes: max(range.count, 1))
        return text.span.withUnsafeBytes { bytes in
            try? JSONParser.parse(UnsafeRawBufferPointer(rebasing: bytes[range]), limits: limits)
        }
    }

    /// The text of a string; nil for anything else.
    var stringValue: String? { startsWith(UInt8(ascii: "\"")) ? value?.stringValue : nil }

    /// Whether this is `null`.
    var isNull: Bool { range.count == 4 && text[range].elementsEqual("null".utf8) }

    /// The elements of an array; nil for anything else.
    var elements: [JSONPiece]? {
        var scanner = Scanner(text, range)
        guard scanner.take(UInt8(ascii: "[")) else { return nil }
        var elements: [JSONPiece] = []
        if !scanner.take(UInt8(ascii: "]")) {
            repeat {
                guard let element = scanner.takeValue() else { return nil }
                elements.append(JSONPiece(text, element))
            } while scanner.take(UInt8(ascii: ","))
            guard scanner.take(UInt8(ascii: "]")) else { return nil }
        }
        return scanner.isAtEnd ? elements : nil
    }

    /// The members of an object in their order; nil for anything else.
    ///
    /// A member whose name cannot be read is left out; a name that comes twice is there twice.
    var members: [(name: String, piece: JSONPiece)]? {
        var scanner = Scanner(text, range)
        guard scanner.take(UInt8(ascii: "{")) else { return nil }
        var members: [(name: String, piece: JSONPiece)] = []
        if !scanner.take(UInt8(ascii: "}")) {
            repeat {
                guard let name = scanner.takeValue(), scanner.take(UInt8(ascii: ":")),
                    let member = scanner.takeValue()
                else { return nil }
                if let name = JSONPiece(text, name).stringValue {
                    members.append((name, JSONPiece(text, member)))
                }
            } while scanner.take(UInt8(ascii: ","))
            guard scanner.take(UInt8(ascii: "}")) else { return nil }
        }
        return scanner.isAtEnd ? members : nil
    }

    private func startsWith(_ byte: UInt8) -> Bool { !range.isEmpty && text[range.lowerBound] == byte }
}

extension Sequence<(name: String, piece: JSONPiece)> {
    /// The one member of a name; nil where there is none or more than one.
    func member(_ name: String) -> JSONPiece? {
        var found: JSONPiece?
        for member in self where member.name.utf8.elementsEqual(name.utf8) {
            if found != nil { return nil }
            found = member.piece
        }
        return found
    }
}

extension JSONPiece {
    /// Goes along the parts of one level.
    private struct Scanner {
        private let text: [UInt8]
        private let end: Int
        private var position: Int

        init(_ text: [UInt8], _ range: Range<Int>) {
            self.text = text
            position = range.lowerBound
            end = range.upperBound
        }

        /// Whether nothing but white space is left.
        var isAtEnd: Bool {
            mutating get {
                skipSpaces()
                return position == end
            }
        }

        /// Steps over white space and, where it comes next, `byte`.
        mutating func take(_ byte: UInt8) -> Bool {
            skipSpaces()
            guard position < end, text[position] == byte else { return false }
            position += 1
            return true
        }

        /// Steps over a value and says where it lies; nil where there is none.
        mutating func takeValue() -> Range<Int>? {
            skipSpaces()
            let start = position
            var depth = 0
            while position < end {
                switch text[position] {
                case UInt8(ascii: "\""):
                    guard skipString() else { return nil }
                    if depth == 0 { return start..<position }
                    continue
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    if depth == 0 { return position > start ? start..<position : nil }
                    depth -= 1
                    if depth == 0 {
                        position += 1
                        return start..<position
                    }
                case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09:
                    if depth == 0 { return position > start ? start..<position : nil }
                default: break
                }
                position += 1
            }
            return depth == 0 && position > start ? start..<position : nil
        }

        private mutating func skipSpaces() {
            while position < end {
                switch text[position] {
                case 0x20, 0x0A, 0x0D, 0x09: position += 1
                default: return
                }
            }
        }

        private mutating func skipString() -> Bool {
            position += 1
            while position < end {
                switch text[position] {
                case UInt8(ascii: "\""):
                    position += 1
                    return true
                case UInt8(ascii: "\\"): position += 2
                default: position += 1
                }
            }
            return false
        }
    }
}
