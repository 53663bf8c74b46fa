/// Writes random documents that are valid by construction, with every notation the grammar allows.
struct RandomDocument {
    private var generator: SeededGenerator
    private var output = ""
    private let onlyPlain: Bool

    /// With `onlyPlain`, numbers are short and without exponent, and strings are ASCII without escapes.
    init(seed: UInt64, onlyPlain: Bool = false) {
        generator = SeededGenerator(seed: seed)
        self.onlyPlain = onlyPlain
    }

    mutating func make() -> String {
        output = ""
        space()
        value(depth: 0)
        space()
        return output
    }

    private mutating func value(depth: Int) {
        switch Int.random(in: 0..<(depth < 6 ? 10 : 6), using: &generator) {
        case 0: output += "null"
        case 1: output += Bool.random(using: &generator) ? "true" : "false"
        case 2, 3: number()
        case 4, 5: string(prefix: "")
        case 6, 7: array(depth: depth)
        default: object(depth: depth)
        }
    }

    private mutating func array(depth: Int) {
        output += "["
        space()
        for place in 0..<Int.random(in: 0...5, using: &generator) {
            if place > 0 { output += "," }
            space()
            value(depth: depth + 1)
            space()
        }
        output += "]"
    }

    private mutating func object(depth: Int) {
        output += "{"
        space()
        for place in 0..<Int.random(in: 0...(generator.chance(5) ? 40 : 5), using: &generator) {
            if place > 0 { output += "," }
            space()
            // The prefix keeps names unique.
            string(prefix: "\(place)-")
            space()
            output += ":"
            space()
            value(depth: depth + 1)
            space()
        }
        output += "}"
    }

    private mutating func number() {
        if generator.chance(40) { output += "-" }
        let integer = digits(onlyPlain ? 9 : 30)
        output += integer.drop { $0 == "0" }.isEmpty ? "0" : integer.drop { $0 == "0" }
        if generator.chance(40) { output += "." + digits(onlyPlain ? 5 : 30) }
        if !onlyPlain, generator.chance(30) {
            output += ["e", "E", "e+", "E-"].randomElement(using: &generator) ?? "e"
            output += digits(25)
        }
    }

    private mutating func digits(_ maximum: Int) -> String {
        var digits = ""
        for _ in 0..<Int.random(in: 1...maximum, using: &generator) {
            digits += String(Int.random(in: 0...9, using: &generator))
        }
        return digits
    }

    private static let plain = ["a", "Z", "0", " ", "/", "~", "%", "longer piece of plain text", "'", "]}"]
    private static let fancy = [
        "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\u00e9", "\\uD834\\uDD1E",
        "\\uFFFF",
        "é", "e\u{301}", "ß", "漢字", "👩‍👩‍👧", "\u{7F}", "\u{2028}", "\u{10FFFF}", "\u{FEFF}",
    ]

    private mutating func string(prefix: String) {
        output += "\"" + prefix
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            let pieces = onlyPlain || generator.chance(50) ? Self.plain : Self.fancy
            output += pieces.randomElement(using: &generator) ?? ""
        }
        output += "\""
    }

    private mutating func space() {
        guard generator.chance(20) else { return }
        output += [" ", "\n", "\r\n", "\t", "   "].randomElement(using: &generator) ?? " "
    }
}
