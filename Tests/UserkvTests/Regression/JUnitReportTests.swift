import Testing

@testable import userkv

struct JUnitReportTests {
    @Test func eachResultIsACaseOfTheSuite() {
        let text = JUnitReport.text([
            RegressionResult(group: "a", name: "passes", outcome: .passed, milliseconds: 1500),
            RegressionResult(
                group: "b",
                name: "fails <&\">",
                outcome: .failed("1 < 2\n\u{1}"),
                milliseconds: 0
            ),
            RegressionResult(group: "c", name: "is skipped", outcome: .skipped, milliseconds: 0),
        ])
        #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites><testsuite "))
        #expect(text.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"1.500\""))
        #expect(text.contains("<testcase classname=\"a\" name=\"passes\" time=\"1.500\"/>"))
        #expect(text.contains("name=\"fails &lt;&amp;&quot;&gt;\""))
        #expect(text.contains("<failure message=\"1 &lt; 2&#10;\u{FFFD}\"/>"))
        #expect(text.contains("><skipped/></testcase>"))
        #expect(text.hasSuffix("</testsuite></testsuites>\n"))
    }

    @Test(arguments: [
        (0.01, "0.000"), (0.5, "0.001"), (59.96, "0.060"), (1e12, "1000000000.000"), (-1, "0.000"),
    ])
    func aTimeIsNeverInExponentForm(milliseconds: Double, text: String) {
        #expect(JUnitReport.seconds(milliseconds) == text)
    }
}
