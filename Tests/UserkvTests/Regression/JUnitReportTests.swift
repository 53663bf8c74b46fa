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
        #expect(text.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"1.5\""))
        #expect(text.contains("<testcase classname=\"a\" name=\"passes\" time=\"1.5\"/>"))
        #expect(text.contains("name=\"fails &lt;&amp;&quot;&gt;\""))
        #expect(text.contains("<failure message=\"1 &lt; 2&#10;\u{FFFD}\"/>"))
        #expect(text.contains("><skipped/></testcase>"))
        #expect(text.hasSuffix("</testsuite></testsuites>\n"))
    }
}
