import Testing

@testable import userkv

struct TimestampTests {
    @Test func aTimeHasTheFormOfTheStandard() {
        let text = Array(Timestamp.now())
        #expect(text.count == 24)
        #expect(String(text[4]) + String(text[7]) + String(text[10]) == "--T")
        #expect(String(text[13]) + String(text[16]) + String(text[19]) + String(text[23]) == "::.Z")
        #expect(text.count(where: \.isNumber) == 17)
        #expect(Timestamp.now() <= Timestamp.now())
    }
}
