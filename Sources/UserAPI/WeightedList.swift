import Bytes
import HTTPServer

/// A field whose value lists what a client takes, each with a weight (RFC 9110 section 12.4.2).
enum WeightedList {
    /// Calls `body` with each member and its weight in thousandths, which is 1000 where it has none; its other parameters are
    /// ignored.
    static func forEachMember(
        of value: UnsafeRawBufferPointer,
        _ body: (_ name: UnsafeRawBufferPointer, _ weight: Int) -> Void
    ) {
        value.forEachListMember { member in
            var name: UnsafeRawBufferPointer?
            var weight: Int?
            member.forEachPart(separatedBy: UInt8(ascii: ";")) { part in
                if name == nil {
                    name = part
                } else if weight == nil {
                    weight = Self.weight(parameter: part)
                }
            }
            if let name { body(name, weight ?? 1000) }
        }
    }

    /// The weight that a parameter gives, in thousandths; nil where it is another parameter.
    private static func weight(parameter: UnsafeRawBufferPointer) -> Int? {
        let name = UnsafeRawBufferPointer(rebasing: parameter.prefix(2))
        guard name.equalsIgnoringCase("q=") else { return nil }
        return weight(UnsafeRawBufferPointer(rebasing: parameter.dropFirst(2)))
    }

    /// A weight of RFC 9110 section 12.4.2 in thousandths; 0 where it breaks the grammar.
    private static func weight(_ text: UnsafeRawBufferPointer) -> Int {
        guard let first = text.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1") else {
            return 0
        }
        var weight = first == UInt8(ascii: "1") ? 1000 : 0
        if text.count > 1 {
            guard text[1] == UInt8(ascii: "."), text.count <= 5 else { return 0 }
            var unit = 100
            for digit in text.dropFirst(2) {
                guard digit.isDigit else { return 0 }
                weight += Int(digit - UInt8(ascii: "0")) * unit
                unit /= 10
            }
        }
        return weight <= 1000 ? weight : 0
    }
}
