extension JSONReader {
    /// The length of the well-formed sequence of two to four bytes at `offset`, or nil when there is none.
    ///
    /// The table of RFC 3629 section 4: the second byte's range is what keeps out overlong forms, surrogates and
    /// everything above U+10FFFF.
    func lengthOfMultibyteScalar(at offset: Int) -> Int? {
        let (length, second): (Int, ClosedRange<UInt8>)
        switch bytes[offset] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard offset + length <= count, second.contains(bytes[offset + 1]) else { return nil }
        for place in 2..<max(length, 2) where bytes[offset + place] & 0xC0 != 0x80 { return nil }
        return length
    }
}
