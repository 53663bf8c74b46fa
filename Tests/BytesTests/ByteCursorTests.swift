import Testing

@testable import Bytes

@Suite struct ByteCursorTests {
    @Test func piecesAreWrittenOneAfterTheOther() {
        let bytes = [UInt8](atMost: 100) { cursor in
            cursor.append("name: ")
            cursor.append(text: "wert ä")
            cursor.append([0x0D, 0x0A])
            cursor.append(decimal: 1_700_000_000_123)
            cursor.append(hexadecimal: 0x0123_4567_89AB_CDEF)
            #expect(cursor.count == 6 + 7 + 2 + 13 + 16)
        }
        #expect(String(decoding: bytes, as: UTF8.self) == "name: wert ä\r\n17000000001230123456789abcdef")
    }

    @Test(arguments: [0, 1, 9, 10, -1, 99, 100, -12345, .max, .min] as [Int64])
    func numbersAreWrittenAsTheyAre(number: Int64) {
        let bytes = [UInt8](atMost: ByteCursor.decimalBytesMaximum) { $0.append(decimal: number) }
        #expect(String(decoding: bytes, as: UTF8.self) == String(number))
    }

    @Test func anArrayHoldsNoMoreThanWasWritten() {
        let bytes = [UInt8](atMost: 64) { $0.append("abc") }
        #expect(bytes == Array("abc".utf8))
        #expect([UInt8](atMost: 64) { _ in } == [])
    }
}
