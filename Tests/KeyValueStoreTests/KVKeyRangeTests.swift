import Testing

@testable import KeyValueStore

struct KVKeyRangeTests {
    @Test(
        arguments: [
            ([0x61], [0x62]), ([0x61, 0x00], [0x61, 0x01]), ([0x61, 0xFF], [0x62]),
            ([0xFE, 0xFF, 0xFF], [0xFF]),
        ] as [([UInt8], [UInt8])]
    )
    func theUpperBoundFollowsEverythingThatBeginsWithThePrefix(prefix: [UInt8], upperBound: [UInt8]) throws {
        let range = try KVKeyRange(KVListQuery(prefix: prefix))
        #expect(range.lowerBound == prefix)
        #expect(range.upperBound == upperBound)
    }

    @Test(arguments: [[], [0xFF], [0xFF, 0xFF], [UInt8](repeating: 0xFF, count: 512)] as [[UInt8]])
    func aPrefixWithoutSuccessorEndsPastEveryKey(prefix: [UInt8]) throws {
        let range = try KVKeyRange(KVListQuery(prefix: prefix))
        let greatest = KVKey(unchecked: [UInt8](repeating: 0xFF, count: KVLimits.keyBytesMaximum))
        #expect(greatest < KVKey(unchecked: range.upperBound))
    }

    @Test(arguments: ["a", "ab", "abc", "abcd", "\u{0}", "😀", String(repeating: "x", count: 512)])
    func aCursorLeadsPastItsKey(name: String) throws {
        let key = try KVKey(name)
        let cursor = KVKeyRange.cursor(after: key)
        #expect(
            cursor.text.utf8.allSatisfy {
                Array("-_".utf8).contains($0) || Character(UnicodeScalar($0)).isLetter
                    || Character(UnicodeScalar($0)).isNumber
            }
        )
        let range = try KVKeyRange(KVListQuery(cursor: cursor))
        #expect(range.lowerBound == key.bytes + [0])
    }

    /// Base64url of: nothing, another format, no key, "..", 513 bytes, invalid UTF-8, and spare bits that are set.
    @Test(arguments: ["", "AmE", "AQ", "AS4u", KVKeyRangeTests.tooLong, "Af8", "AWF", "AWG=", "AWE="])
    func whatNoListingGaveIsRefused(text: String) {
        #expect(throws: KVError.invalidCursor) { try KVKeyRange(KVListQuery(cursor: KVCursor(text))) }
    }

    static let tooLong = Base64URL.encode([1] + [UInt8](repeating: 0x61, count: 513))
}
