import Testing

@testable import HTTPServer

@Suite struct FieldLineTests {
    private func isValid(_ line: [UInt8]) -> Bool {
        line.withUnsafeBytes { bytes in (try? FieldLine(bytes, 0..<bytes.count)) != nil }
    }

    @Test func everyByteIsAllowedOrNotWhereverItStandsInAValue() {
        for byte in UInt8.min...UInt8.max {
            let isAllowed = byte == 0x09 || (byte >= 0x20 && byte != 0x7F)
            for length in [1, 7, 8, 9, 16, 17] {
                for place in 0..<length {
                    // Between other bytes, so that a blank is not taken for one around the value.
                    var value = [UInt8](repeating: 0xFF, count: length + 2)
                    value[place + 1] = byte
                    #expect(
                        isValid(Array("X: ".utf8) + value) == isAllowed,
                        "\(byte) at \(place) of \(length)"
                    )
                }
            }
        }
    }

    @Test func everyByteIsAllowedOrNotInAName() {
        let allowed = Set(
            "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8
        )
        for byte in UInt8.min...UInt8.max where byte != 0x3A {
            #expect(isValid([0x58, byte, 0x3A, 0x61]) == allowed.contains(byte))
        }
    }

    @Test(arguments: ["X:v", "X: v", "X:  \t v \t ", "X:\tv"])
    func theBlanksAroundAValueDoNotBelongToIt(line: String) throws {
        let bytes = Array(line.utf8)
        let value = try bytes.withUnsafeBytes { bytes in
            let field = try FieldLine(bytes, 0..<bytes.count)
            return String(decoding: bytes[field.value], as: UTF8.self)
        }
        #expect(value == "v")
    }
}
