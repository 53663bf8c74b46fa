/// Identifiers that sort by the time they were made: UUID version 7 (RFC 9562 section 5.7).
///
/// New users then land next to each other in a store that orders by key.
package enum UUIDv7 {
    /// A new identifier in the usual 36-character form.
    package static func make(milliseconds: Int64) -> String {
        let supply = RandomSupply.shared
        return make(milliseconds: milliseconds, random: (supply.next(), supply.next()))
    }

    /// The identifier of a time and 74 of the random bits.
    static func make(milliseconds: Int64, random: (UInt64, UInt64)) -> String {
        let time = UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF
        let high = time << 16 | 0x7000 | random.0 & 0x0FFF
        let low = 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    text[place] = 0x2D
                    place += 1
                }
                let word = digit < 16 ? high : low
                let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15))) & 15
                text[place] = value < 10 ? 0x30 + value : 0x57 + value
                place += 1
            }
            return place
        }
    }
}
