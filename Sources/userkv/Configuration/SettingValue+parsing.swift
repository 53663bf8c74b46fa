extension SettingValue {
    /// A whole number within bounds.
    func integer(in bounds: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard let number = Int(text), bounds.contains(number) else {
            throw error("a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }

    /// `on` or `off`, also `true` and `false`, `1` and `0`.
    func isOn() throws(ConfigurationError) -> Bool {
        switch text.lowercased() {
        case "on", "true", "1": return true
        case "off", "false", "0": return false
        default: throw error("on or off")
        }
    }

    /// One of a closed set of words.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: text.lowercased()) else {
            throw error("one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// A size in bytes: a number with `B`, `KB`, `MB`, `GB` (powers of 1,000), `KiB`, `MiB`, `GiB` (powers of 1,024), or
    /// without a unit.
    func bytes(in bounds: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        let units: [(String, Int)] = [
            ("KiB", 1024), ("MiB", 1024 * 1024), ("GiB", 1024 * 1024 * 1024),
            ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1),
        ]
        let unit = units.first { text.lowercased().hasSuffix($0.0.lowercased()) }
        let digits = unit.map { String(text.dropLast($0.0.count)) } ?? text
        guard let (number, hasOverflowed) = Int(digits)?.multipliedReportingOverflow(by: unit?.1 ?? 1),
            !hasOverflowed, bounds.contains(number)
        else {
            throw error(
                "a size from \(bounds.lowerBound) to \(bounds.upperBound) bytes, such as 64MiB, 1MB or 65536"
            )
        }
        return number
    }

    /// A duration in milliseconds: a number with `ms`, `s`, `m`, `h`, or of seconds without a unit.
    func milliseconds(in bounds: ClosedRange<Int64>) throws(ConfigurationError) -> Int64 {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        let unit = units.first { text.hasSuffix($0.0) }
        let digits = unit.map { String(text.dropLast($0.0.count)) } ?? text
        guard let (number, hasOverflowed) = Int64(digits)?.multipliedReportingOverflow(by: unit?.1 ?? 1000),
            !hasOverflowed, bounds.contains(number)
        else {
            throw error(
                "a duration from \(bounds.lowerBound)ms to \(bounds.upperBound / 1000)s, such as 250ms, 30s or 5m"
            )
        }
        return number
    }
}
