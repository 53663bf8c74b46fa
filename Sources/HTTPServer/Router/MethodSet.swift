/// The methods that a path has routes for.
package struct MethodSet: Hashable, Sendable {
    private var bits: UInt8 = 0

    package init() {}

    package mutating func insert(_ method: HTTPMethod) { bits |= 1 << method.rawValue }

    package func contains(_ method: HTTPMethod) -> Bool { bits & (1 << method.rawValue) != 0 }

    package var isEmpty: Bool { bits == 0 }

    /// The value of an `Allow` field (RFC 9110 section 10.2.1).
    package var allowValue: String {
        HTTPMethod.allCases.filter(contains).map { $0.name.description }.joined(separator: ", ")
    }
}
