import Testing

@testable import HTTPServer

struct RawBytesTests {
    /// Lengths that are compared byte by byte, in words, and in words that overlap.
    static let texts: [StaticString] = [
        "", "a", "te", "age", "host", "range", "accept", "if-date", "if-match", "x-forward", "content-type",
        "sec-fetch-mode!", "content-encoding", "transfer-encoding",
    ]

    @Test(arguments: 0..<texts.count)
    func bytesEqualATextWhereOnlyTheCaseOfLettersDiffers(index: Int) {
        let text = Self.texts[index]
        let lowercase = Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        for bytes in [lowercase, lowercase.map(\.uppercased)] {
            #expect(bytes.withUnsafeBytes { $0.equalsIgnoringCase(text) })
            #expect(!(bytes + [0x20]).withUnsafeBytes { $0.equalsIgnoringCase(text) })
            for place in bytes.indices {
                for byte in UInt8.min...UInt8.max {
                    var changed = bytes
                    changed[place] = byte
                    let isEqual = byte.asciiLowercased == lowercase[place]
                    #expect(
                        changed.withUnsafeBytes { $0.equalsIgnoringCase(text) } == isEqual,
                        "\(byte) at \(place) of \(text)"
                    )
                }
            }
        }
    }
}

extension UInt8 {
    fileprivate var uppercased: UInt8 { (0x61...0x7A).contains(self) ? self - 0x20 : self }
}
