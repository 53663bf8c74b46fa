/// The text format of Prometheus, version 0.0.4 (prometheus.io, "Exposition formats").
struct MetricsText {
    typealias Labels = [(name: String, value: String)]

    private static let nanosecondsPerSecond: UInt64 = 1_000_000_000

    private(set) var text = ""

    /// Begins a family, whose samples follow.
    mutating func family(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    /// Writes a sample; the value is a number in the notation of the format.
    mutating func sample(_ name: String, _ labels: Labels, _ value: String) {
        sample(name, rendered: Self.rendered(labels), value)
    }

    /// Writes a sample whose labels have been rendered.
    mutating func sample(_ name: String, rendered labels: String, _ value: String) {
        text += name
        if !labels.isEmpty { text += "{\(labels)}" }
        text += " \(value)\n"
    }

    /// The text of labels, for many samples with the same ones.
    static func rendered(_ labels: Labels) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
    }

    /// Writes a family of one sample without labels.
    mutating func single(_ name: String, _ kind: String, _ help: String, _ value: String) {
        family(name, kind, help)
        sample(name, [], value)
    }

    /// Seconds in decimal notation, to the nanosecond.
    static func seconds(nanoseconds: UInt64) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        if rest == 0 { return "\(whole)" }
        var digits = "\(rest + nanosecondsPerSecond)".dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        // By scalars: together with what follows them these may be one character.
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
