import Testing

@testable import Bytes

@Suite struct EqualityTests {
    @Test func bytesEqualATextOfTheSameBytes() {
        let bytes = Array("email".utf8)
        bytes.withUnsafeBytes { bytes in
            #expect(bytes.equals("email"))
            #expect(!bytes.equals("emai"))
            #expect(!bytes.equals("emails"))
            #expect(!bytes.equals("Email"))
        }
    }

    @Test func nothingEqualsNothing() {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(nothing.equals(nothing))
        #expect(nothing.equals(""))
        #expect(!nothing.equals("a"))
    }
}
