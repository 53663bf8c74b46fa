/// The exact value of a number's text: `0.digits` times ten to the power of `exponent + scale`.
///
/// Every operation takes time linear in the text, so `1e999999999999` costs no more than its thirteen bytes.
struct JSONDecimal: Equatable {
    private var isNegative = false
    /// Significant decimal digits, without leading and trailing zeros; empty for zero.
    private var digits: [UInt8] = []
    /// Where the decimal point stands, counted from before the first significant digit.
    private var scale = 0
    private var exponentIsNegative = false
    /// The digits of the written exponent, of any length.
    private var exponent: [UInt8] = []

    /// Reads text that satisfies the grammar of RFC 8259 section 6.
    init(_ text: String) {
        var bytes = text.utf8[...]
        isNegative = bytes.first == UInt8(ascii: "-")
        let mantissaEnd = bytes.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? bytes.endIndex
        readExponent(bytes[mantissaEnd...].dropFirst())
        bytes = bytes[..<mantissaEnd]
        readMantissa(bytes.drop { $0 == UInt8(ascii: "-") })
    }

    private mutating func readMantissa(_ bytes: Substring.UTF8View) {
        var hasPoint = false
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                hasPoint = true
                continue
            }
            let isLeadingZero = digits.isEmpty && byte == UInt8(ascii: "0")
            if !isLeadingZero { digits.append(byte - UInt8(ascii: "0")) }
            if hasPoint, isLeadingZero { scale -= 1 }
            if !hasPoint, !isLeadingZero { scale += 1 }
        }
        while digits.last == 0 { digits.removeLast() }
    }

    private mutating func readExponent(_ bytes: Substring.UTF8View) {
        exponentIsNegative = bytes.first == UInt8(ascii: "-")
        exponent = bytes.filter { $0 >= UInt8(ascii: "0") }.map { $0 - UInt8(ascii: "0") }
    }

    static func == (left: JSONDecimal, right: JSONDecimal) -> Bool {
        guard left.digits == right.digits else { return false }
        if left.digits.isEmpty { return true }
        return left.isNegative == right.isNegative
            && left.exponentDifference(from: right) == right.scale - left.scale
    }

    /// The difference of the two written exponents, or nil when it is beyond what any scale could make up for.
    private func exponentDifference(from other: JSONDecimal) -> Int? {
        let length = max(exponent.count, other.exponent.count)
        var difference = 0
        for place in (0..<length).reversed() {
            difference = difference * 10 + signedDigit(place) - other.signedDigit(place)
            // From here on each further digit moves the difference away from zero, never back.
            if abs(difference) > Self.largestDifference { return nil }
        }
        return difference
    }

    /// Far above the length of any text in memory, far below overflow in the next step.
    private static let largestDifference = 1_000_000_000_000_000

    private func signedDigit(_ place: Int) -> Int {
        guard place < exponent.count else { return 0 }
        let digit = Int(exponent[exponent.count - 1 - place])
        return exponentIsNegative ? -digit : digit
    }

    /// The value as an integer, or nil when it has a fraction or does not fit.
    var int64: Int64? {
        if digits.isEmpty { return 0 }
        guard let written = exponentDifference(from: JSONDecimal("0")) else { return nil }
        let integerDigits = written + scale
        // Int64 has at most nineteen digits.
        guard integerDigits >= digits.count, integerDigits <= 19 else { return nil }
        var value: Int64 = 0
        for place in 0..<integerDigits {
            let digit = place < digits.count ? Int64(digits[place]) : 0
            let (product, productOverflow) = value.multipliedReportingOverflow(by: 10)
            // Built from below, because the magnitude of Int64.min has no positive counterpart.
            let (sum, sumOverflow) = product.subtractingReportingOverflow(digit)
            if productOverflow || sumOverflow { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}
