import Testing

@testable import UserAPI

@Suite struct MetricsTextTests {
    @Test func whatIsPartOfALongerCharacterIsEscapedToo() {
        #expect(MetricsText.rendered([("a", "\r\n\"\u{301}")]) == "a=\"\r\\n\\\"\u{301}\"")
    }

    @Test func valuesOfLabelsAreEscaped() {
        var text = MetricsText()
        text.sample("a", [("b", "c\"d\\e\nf"), ("g", "")], "1")
        #expect(text.text == "a{b=\"c\\\"d\\\\e\\nf\",g=\"\"} 1\n")
    }

    @Test(
        arguments: [
            (0, "0"), (1, "0.000000001"), (500_000, "0.0005"), (1_000_000_000, "1"), (2_500_000_000, "2.5"),
            (10_000_000_001, "10.000000001"), (18_446_744_073_709_551_615, "18446744073.709551615"),
        ] as [(UInt64, String)]
    ) func secondsAreExact(_ nanoseconds: UInt64, _ text: String) {
        #expect(MetricsText.seconds(nanoseconds: nanoseconds) == text)
    }
}
