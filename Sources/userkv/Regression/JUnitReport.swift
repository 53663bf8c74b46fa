/// The results in the XML form that build servers read.
enum JUnitReport {
    static func text(_ results: [RegressionResult]) -> String {
        let failures = results.filter(\.hasFailed).count
        let skipped = results.filter { $0.outcome == .skipped }.count
        let seconds = seconds(results.reduce(0) { $0 + $1.milliseconds })
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites><testsuite name=\"userkv regress\" tests=\"\(results.count)\" "
        text += "failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\" time=\"\(seconds)\">\n"
        for result in results { text += testCase(result) }
        return text + "</testsuite></testsuites>\n"
    }

    private static func testCase(_ result: RegressionResult) -> String {
        let head =
            "  <testcase classname=\"\(escaped(result.group))\" name=\"\(escaped(result.name))\" "
            + "time=\"\(seconds(result.milliseconds))\""
        switch result.outcome {
        case .passed: return head + "/>\n"
        case .skipped: return head + "><skipped/></testcase>\n"
        case .failed(let reason):
            return head + "><failure message=\"\(escaped(reason))\"/></testcase>\n"
        }
    }

    /// Seconds with three decimals; the exponent form of small numbers is not what readers of the report expect.
    static func seconds(_ milliseconds: Double) -> String {
        let whole = Int64(max(0, min(milliseconds, 1e15)).rounded())
        let decimals = String(whole % 1000)
        return "\(whole / 1000)." + String(repeating: "0", count: 3 - decimals.count) + decimals
    }

    /// XML 1.0 has no way to write most control characters, so they are shown as a replacement character.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
