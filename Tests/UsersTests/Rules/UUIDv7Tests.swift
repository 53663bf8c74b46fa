import Testing

@testable import Users

struct UUIDv7Tests {
    /// The example of RFC 9562, appendix A.6.
    @Test func theExampleOfTheStandardComesOut() {
        let text = UUIDv7.make(milliseconds: 0x017F_22E2_79B0, random: (0xCC3, 0x18C4_DC0C_0C07_398F))
        #expect(text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test(arguments: [(UInt64.min, UInt64.min), (.max, .max)])
    func versionAndVariantStandWhateverTheRandomBits(random: (UInt64, UInt64)) {
        let text = Array(UUIDv7.make(milliseconds: 1_700_000_000_000, random: random))
        #expect(text.count == 36)
        #expect([8, 13, 18, 23].allSatisfy { text[$0] == "-" })
        #expect(text[14] == "7")
        #expect("89ab".contains(text[19]))
    }

    @Test func laterIdentifiersSortLater() {
        let times: [Int64] = [0, 1, 255, 256, 1_700_000_000_000, 1_700_000_000_001, 0xFFFF_FFFF_FFFF]
        let highest = times.map { UUIDv7.make(milliseconds: $0, random: (.max, .max)) }
        let lowest = times.map { UUIDv7.make(milliseconds: $0, random: (0, 0)) }
        for (earlier, later) in zip(highest, lowest.dropFirst()) { #expect(earlier < later) }
    }

    @Test func oneMillisecondGivesManyIdentifiersAndEachIsAUserID() {
        let made = Set((0..<1000).map { _ in UUIDv7.make(milliseconds: 1_700_000_000_000) })
        #expect(made.count == 1000)
        #expect(made.allSatisfy { UserID($0) != nil })
    }
}
