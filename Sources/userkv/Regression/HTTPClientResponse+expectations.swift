import HTTPClient
import JSON

extension HTTPClientResponse {
    /// The content as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// This answer, if it has one of the statuses.
    func expect(_ statuses: Int...) throws -> HTTPClientResponse {
        if statuses.contains(status) { return self }
        let expected = statuses.map(String.init).joined(separator: " or ")
        throw RegressionFailure("expected status \(expected), got \(status): \(text.prefix(300))")
    }

    /// The content as a JSON object.
    func json() throws -> JSONObject {
        guard let object = try? JSONParser.parse(body).objectValue else {
            throw RegressionFailure("expected a JSON object, got: \(text.prefix(300))")
        }
        return object
    }

    /// A field that must be there.
    func header(_ name: String) throws -> String {
        guard let value = headers[name] else { throw RegressionFailure("the field \(name) is missing") }
        return value
    }

    /// This answer, if it is a problem document with a code.
    func expectProblem(_ status: Int, _ code: String) throws {
        let document = try expect(status).json()
        try expectEqual(try header("Content-Type"), "application/problem+json", "Content-Type")
        try expectEqual(document["code"]?.stringValue, code, "code")
        try expectEqual(document["status"]?.int64Value, Int64(status), "status in the document")
    }
}

/// Compares a value with what is expected of it.
func expectEqual<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: String) throws {
    if actual == expected { return }
    throw RegressionFailure("\(what): expected \(expected), got \(actual)")
}
