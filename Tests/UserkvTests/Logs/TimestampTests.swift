import Testing

@testable import userkv

struct TimestampTests {
    @Test func aTimeHasTheFormOfTheStandard() {
        let text = Array(Timestamp.now().text)
        #expect(text.count == 24)
        #expect(String(text[4]) + String(text[7]) + String(text[10]) == "--T")
        #expect(String(text[13]) + String(text[16]) + String(text[19]) + String(text[23]) == "::.Z")
        #expect(text.count(where: \.isNumber) == 17)
        #expect(Timestamp.now().text <= Timestamp.now().text)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_827_696_789, "2000-02-29T12:34:56.789Z"),
        (1_795_730_400_005, "2026-11-26T22:00:00.005Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ]) func aMomentIsToldInItsParts(milliseconds: Int, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).text == text)
    }
}
