/// One promise of the interface, and how to see that it is kept.
struct RegressionCheck: Sendable {
    let group: String
    /// The promise, as a sentence without its subject.
    let name: String
    let run: @Sendable (RegressionClient) async throws -> Void

    init(_ group: String, _ name: String, _ run: @escaping @Sendable (RegressionClient) async throws -> Void)
    {
        self.group = group
        self.name = name
        self.run = run
    }
}
