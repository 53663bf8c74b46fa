/// Reads the values of the simulation settings' text form; nil for what is not one.
enum SimulationValue {
    /// In descending order of length where one unit's name ends like another's.
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
    ]

    /// Decimal digits and nothing else.
    static func wholeNumber(_ text: String) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(text)
    }

    /// A decimal fraction from 0 to 1.
    static func probability(_ text: String) -> Double? {
        guard let number = decimal(text), number <= 1 else { return nil }
        return number
    }

    /// A time of at most an hour.
    static func nanoseconds(_ text: String) -> Int64? {
        let unit = units.first { text.hasSuffix($0.name) }
        guard let number = decimal(String(text.dropLast(unit?.name.count ?? 0))) else { return nil }
        let time = (number * (unit?.nanoseconds ?? 1e9)).rounded()
        return time <= Double(SimulatedLatency.nanosecondsMaximum) ? Int64(time) : nil
    }

    static func latency(_ text: String) -> SimulatedLatency? {
        if text.hasPrefix("lognormal:") {
            let times = text.split(separator: ":").dropFirst().map { nanoseconds(String($0)) }
            guard times.count == 2, let median = times[0], let percentile99 = times[1] else { return nil }
            guard median > 0, median <= percentile99 else { return nil }
            return .logNormal(median: median, percentile99: percentile99)
        }
        guard let dots = text.firstRange(of: "..") else {
            return nanoseconds(text).map(SimulatedLatency.constant)
        }
        guard let lower = nanoseconds(String(text[..<dots.lowerBound])),
            let upper = nanoseconds(String(text[dots.upperBound...])), lower <= upper
        else { return nil }
        return .uniform(lower...upper)
    }

    /// Digits with at most one point; `Double` alone would also read signs, exponents, hexadecimal and `nan`.
    private static func decimal(_ text: String) -> Double? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ".") }
        guard !digits.isEmpty, digits.count + 1 >= text.utf8.count else { return nil }
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Double(text)
    }
}
