import JSON

/// The parameters of a query, decoded.
struct KVAPIQuery: Sendable {
    private var parameters: [(name: [UInt8], value: [UInt8])] = []
    private let operation: KVAPIOperation

    /// Reads `name=value&name=value`; unknown names are ignored later, as the API does.
    init(_ rawQuery: String, _ operation: KVAPIOperation) throws(KVAPIFailure) {
        self.operation = operation
        let pieces = rawQuery.utf8.split(
            separator: UInt8(ascii: "&"),
            maxSplits: KVAPILimits.queryParametersMaximum
        )
        guard pieces.count <= KVAPILimits.queryParametersMaximum else {
            throw .invalid(operation, "more than \(KVAPILimits.queryParametersMaximum) query parameters")
        }
        for piece in pieces {
            let nameEnd = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            guard let name = PercentDecoding.query(piece[..<nameEnd]),
                let value = PercentDecoding.query(piece[nameEnd...].dropFirst())
            else { throw .invalid(operation, "malformed percent-escape in the query") }
            parameters.append((name, value))
        }
    }

    /// A parameter's bytes, or nil where it is absent.
    ///
    /// A parameter given twice is refused: whichever of the two were taken, somebody would have meant the other.
    func bytes(_ name: String) throws(KVAPIFailure) -> [UInt8]? {
        let values = parameters.filter { $0.name.elementsEqual(name.utf8) }
        guard values.count <= 1 else {
            throw .invalid(operation, "query parameter \(name) is given more than once")
        }
        return values.first?.value
    }

    /// A parameter as text, or nil where it is absent.
    func text(_ name: String) throws(KVAPIFailure) -> String? {
        guard let bytes = try bytes(name) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalid(operation, "query parameter \(name) is not valid UTF-8")
        }
        return text
    }

    /// A whole number within a range, or nil where the parameter is absent.
    func integer(
        _ name: String,
        in range: ClosedRange<Int>,
        otherwise complaint: (String) -> String
    ) throws(KVAPIFailure) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Self.integer(text), let value = Int(exactly: number), range.contains(value) else {
            throw .invalid(operation, complaint(Self.quotable(text)))
        }
        return value
    }

    /// One of several words, or nil where the parameter is absent.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        as type: Word.Type
    ) throws(KVAPIFailure) -> Word? {
        guard let text = try text(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = type.allCases.map(\.rawValue).joined(separator: " or ")
            throw .invalid(operation, "Invalid \(name) of \(Self.quotable(text)). Please specify \(words).")
        }
        return word
    }

    /// The whole number that a text stands for, or nil.
    ///
    /// Official clients type their parameters as floating point, so `60.0` is 60.
    static func integer(_ text: String) -> Int64? {
        JSONNumber(text: text)?.int64
    }

    /// The start of a client's text, short enough for an error message.
    static func quotable(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let start = String(String.UnicodeScalarView(scalars.prefix(32)))
        return scalars.count > 32 ? start + "..." : start
    }
}
