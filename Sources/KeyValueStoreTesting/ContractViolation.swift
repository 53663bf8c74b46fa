/// A promise that a store did not keep.
///
/// Thrown, rather than recorded with a testing library, so that the checks can run in any program.
package struct ContractViolation: Error, CustomStringConvertible {
    package let description: String
}

extension ContractViolation {
    /// Throws unless `condition` is true.
    static func unless(
        _ condition: Bool,
        _ promise: @autoclosure () -> String,
        file: String = #fileID,
        line: Int = #line
    ) throws(ContractViolation) {
        if condition { return }
        throw ContractViolation(description: "\(promise()) (\(file):\(line))")
    }

    /// Throws unless both values are equal.
    static func unlessEqual<Value: Equatable>(
        _ found: Value,
        _ expected: Value,
        file: String = #fileID,
        line: Int = #line
    ) throws(ContractViolation) {
        if found == expected { return }
        let promise = "expected \(shortened(expected)), found \(shortened(found))"
        throw ContractViolation(description: "\(promise) (\(file):\(line))")
    }

    /// Throws unless `body` throws exactly `expected`.
    static func unlessThrows<Output, Failure: Error & Equatable>(
        _ expected: Failure,
        file: String = #fileID,
        line: Int = #line,
        _ body: () async throws(Failure) -> Output
    ) async throws(ContractViolation) {
        var outcome = "no error"
        do {
            _ = try await body()
        } catch {
            if error == expected { return }
            outcome = "\(error)"
        }
        throw ContractViolation(description: "expected \(expected), found \(outcome) (\(file):\(line))")
    }

    /// A description that stays readable where the value has a million bytes.
    private static func shortened(_ value: some Any) -> String {
        let text = String(describing: value)
        return text.utf8.count <= 500 ? text : String(text.prefix(500)) + "…"
    }
}
