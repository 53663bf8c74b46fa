/// What requests are counted by.
struct RequestKind: Hashable, Sendable {
    /// Nil for a method that no route can name, and where the head was refused.
    let method: HTTPMethod?
    /// The number of the route (`ServerMetrics.number(ofRoute:)`); nil where none was found.
    let route: UInt16?
    /// The status of the answer.
    let status: UInt16
}
