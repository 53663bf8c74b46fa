/// Reads the lines `NAME=value` of a file such as `.env`.
///
/// As in wrangler: `export` may stand in front; values may stand in single, double or back quotes and then go over
/// several lines; without quotes, spaces around a value are dropped and `#` begins a comment. Unlike there, a line that
/// is none of this is an error, because a setting that is silently not set is found late.
struct DotenvParser {
    private struct Failure: Error {
        let line: Int
        let problem: DotenvSyntaxProblem
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The variables in their order, a name that is defined twice included twice.
    static func parse(_ bytes: [UInt8], file: String) throws(DotenvError) -> [DotenvVariable] {
        var parser = DotenvParser(bytes)
        var variables: [DotenvVariable] = []
        do throws(Failure) {
            while let variable = try parser.next() { variables.append(variable) }
        } catch {
            throw .syntax(file: file, line: error.line, error.problem)
        }
        return variables
    }

    private mutating func next() throws(Failure) -> DotenvVariable? {
        skipBlankLinesAndComments()
        guard current != nil else { return nil }
        let start = line
        let name = try name()
        skipSpaces()
        guard current == UInt8(ascii: "=") else { throw failure(.noEqualsSign) }
        position += 1
        skipSpaces()
        guard let quotes = quotes(current) else {
            return DotenvVariable(name: name, text: unquotedValue(), quotes: .none, line: start)
        }
        let text = try quotedValue(isEscaped: quotes == .double)
        try endOfLine()
        return DotenvVariable(name: name, text: text, quotes: quotes, line: start)
    }

    private mutating func name() throws(Failure) -> String {
        let word = word()
        if word != "export" { return try checked(word) }
        skipSpaces()
        let name = self.word()
        // A variable may itself be called `export`.
        return name.isEmpty ? word : try checked(name)
    }

    private mutating func word() -> String {
        let start = position
        while let byte = current, Self.isNameCharacter(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func checked(_ name: String) throws(Failure) -> String {
        guard let first = name.utf8.first else { throw failure(.invalidName) }
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) { throw failure(.invalidName) }
        return name
    }

    private mutating func unquotedValue() -> String {
        let start = position
        while let byte = current, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "#") { position += 1 }
        var end = position
        while end > start, Self.isSpace(bytes[end - 1]) { end -= 1 }
        skipRestOfLine()
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func quotedValue(isEscaped: Bool) throws(Failure) -> String {
        let quote = bytes[position]
        let start = line
        position += 1
        var value: [UInt8] = []
        while let byte = current {
            position += 1
            if byte == quote { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "\\"), isEscaped, let escaped = current.flatMap(Self.unescaped) {
                value.append(escaped)
                position += 1
            } else {
                value.append(byte)
            }
        }
        throw Failure(line: start, problem: .unterminatedQuote)
    }

    private mutating func endOfLine() throws(Failure) {
        skipSpaces()
        if let byte = current, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "#") {
            throw failure(.textAfterQuote)
        }
        skipRestOfLine()
    }

    private mutating func skipBlankLinesAndComments() {
        while true {
            skipSpaces()
            guard let byte = current, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "#") else { return }
            skipRestOfLine()
        }
    }

    /// Goes behind the end of the line.
    private mutating func skipRestOfLine() {
        while let byte = current {
            position += 1
            if byte == UInt8(ascii: "\n") {
                line += 1
                return
            }
        }
    }

    private mutating func skipSpaces() {
        while let byte = current, Self.isSpace(byte) { position += 1 }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ problem: DotenvSyntaxProblem) -> Failure {
        Failure(line: line, problem: problem)
    }

    private func quotes(_ byte: UInt8?) -> DotenvVariable.Quotes? {
        switch byte {
        case UInt8(ascii: "'"): .single
        case UInt8(ascii: "\""): .double
        case UInt8(ascii: "`"): .back
        default: nil
        }
    }

    private static func unescaped(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        default: nil
        }
    }

    /// A space, a tab, or the carriage return of a line end that some editors write.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
