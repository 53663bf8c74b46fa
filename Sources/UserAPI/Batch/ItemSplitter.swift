/// Cuts a stream of JSON documents into single ones: the elements of an array, or the lines of NDJSON.
///
/// Only as much is kept as one document has bytes. Each document is parsed strictly afterwards; this only finds where one
/// ends, by counting brackets outside strings.
struct ItemSplitter {
    enum Form: Hashable, Sendable {
        /// One JSON array (`application/json`).
        case array
        /// One document a line (`application/x-ndjson`); empty lines are skipped.
        case lines
    }

    private enum State {
        case beforeArray
        case beforeFirstItem
        case beforeItem
        case item
        case afterItem
        case afterArray
    }

    private let itemBytesMaximum: Int
    private var state: State
    private let form: Form
    private var item: [UInt8] = []
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var offset = 0

    init(form: Form, itemBytesMaximum: Int) {
        self.form = form
        self.itemBytesMaximum = itemBytesMaximum
        state = form == .array ? .beforeArray : .item
    }

    /// Takes bytes of the stream from `bytes` and adds the documents that they complete, also those before a fault, until
    /// the chunk is full or the bytes are used up.
    mutating func take(from bytes: inout ArraySlice<UInt8>, into chunk: inout ItemChunk) throws(Problem) {
        while !chunk.isFull, let byte = bytes.popFirst() {
            if let complete = form == .lines ? try takeLineByte(byte) : try takeArrayByte(byte) {
                chunk.append(complete)
            }
            offset += 1
        }
    }

    /// Ends the stream; returns a last line without a line feed.
    mutating func finish() throws(Problem) -> [UInt8]? {
        if form == .lines { return completeLine() }
        if case .afterArray = state { return nil }
        throw Problem(.invalidJSON, "The array of items is not ended.")
    }

    private mutating func takeLineByte(_ byte: UInt8) throws(Problem) -> [UInt8]? {
        if byte == 0x0A { return completeLine() }
        try append(byte)
        return nil
    }

    private mutating func completeLine() -> [UInt8]? {
        defer { item = [] }
        return item.allSatisfy(Self.isWhitespace) ? nil : item
    }

    private mutating func takeArrayByte(_ byte: UInt8) throws(Problem) -> [UInt8]? {
        switch state {
        case .beforeArray:
            if Self.isWhitespace(byte) { return nil }
            if byte != 0x5B { throw problem("expected the '[' of an array of items") }
            state = .beforeFirstItem
        case .beforeFirstItem where byte == 0x5D:
            state = .afterArray
        case .beforeFirstItem, .beforeItem:
            if Self.isWhitespace(byte) { return nil }
            if byte == 0x2C || byte == 0x5D { throw problem("expected an item") }
            state = .item
            depth = 0
            return try takeItemByte(byte)
        case .item:
            return try takeItemByte(byte)
        case .afterItem:
            if Self.isWhitespace(byte) { return nil }
            if byte == 0x5D {
                state = .afterArray
            } else if byte == 0x2C {
                state = .beforeItem
            } else {
                throw problem("expected ',' or ']' after an item")
            }
        case .afterArray:
            if !Self.isWhitespace(byte) { throw problem("something follows the array of items") }
        }
        return nil
    }

    private mutating func takeItemByte(_ byte: UInt8) throws(Problem) -> [UInt8]? {
        if isInString {
            try append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else if byte == 0x22 {
                isInString = false
            }
            return nil
        }
        if depth == 0, !item.isEmpty, byte == 0x2C || byte == 0x5D {
            defer { item = [] }
            state = byte == 0x2C ? .beforeItem : .afterArray
            return item
        }
        switch byte {
        case 0x22: isInString = true
        case 0x7B, 0x5B: depth += 1
        case 0x7D, 0x5D: depth -= 1
        default: break
        }
        try append(byte)
        guard depth == 0, byte == 0x7D || byte == 0x5D else { return nil }
        defer { item = [] }
        state = .afterItem
        return item
    }

    private mutating func append(_ byte: UInt8) throws(Problem) {
        if item.count >= itemBytesMaximum {
            throw Problem(.payloadTooLarge, "An item has more than \(itemBytesMaximum) bytes.")
        }
        item.append(byte)
    }

    private func problem(_ text: String) -> Problem {
        Problem(.invalidJSON, "\(text), at byte \(offset)")
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
