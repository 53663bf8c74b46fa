/// The requests of one method, route and status.
package struct RequestCount: Sendable {
    /// Nil for a method that no route can name, and where the head was refused.
    package let method: HTTPMethod?
    /// The name of the route; nil where none was found.
    package let route: String?
    /// The status of the answers.
    package let status: UInt16
    /// How long they took, from the end of a request's head to the end of its answer, which is handed to the socket then.
    package let durations: DurationHistogram
}
