import Testing

/// One of the cases that a faithful implementation of the KV REST API must pass.
struct ContractCase: Sendable, CustomTestStringConvertible {
    let id: String
    let promise: String
    let check: @Sendable (APIHarness) async throws -> Void

    init(_ id: String, _ promise: String, _ check: @escaping @Sendable (APIHarness) async throws -> Void) {
        self.id = id
        self.promise = promise
        self.check = check
    }

    var testDescription: String { "\(id) \(promise)" }
}
