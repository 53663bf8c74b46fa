/// Identifiers that sort by the time they were made: UUID version 7 (RFC 9562 section 5.7).
///
/// New users then land next to each other in a store that orders by key.
package enum UUIDv7 {
    /// A new identifier in the usual 36-character form.
    package static func make(milliseconds: Int64) -> String {
        var generator = SystemRandomNumberGenerator()
        return make(milliseconds: milliseconds, random: (generator.next(), generator.next()))
    }

    /// The identifier of a time and 74 of the random bits.
    static func make(milliseconds: Int64, random: (UInt64, UInt64)) -> String {
        let time = UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF
        let high = time << 16 | 0x7000 | random.0 & 0x0FFF
        let low = 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
        var text: [UInt8] = []
        text.reserveCapacity(36)
        append(high, to: &text)
        append(low, to: &text)
        for place in [8, 13, 18, 23] { text.insert(0x2D, at: place) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ word: UInt64, to text: inout [UInt8]) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: word >> shift) & 15
            text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
