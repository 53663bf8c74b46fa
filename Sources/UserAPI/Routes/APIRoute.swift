package import HTTPServer

/// A route of the interface: what it serves, who may call it, and the code that answers.
package struct APIRoute: Sendable {
    package typealias Handler =
        @Sendable (borrowing RequestHead, PathCaptures, inout ResponseWriter) -> HTTPHandling

    package var method: HTTPMethod
    package var pattern: RoutePattern
    /// Whether it answers without an API key, also where keys are required.
    package var isPublic: Bool
    /// What it promises.
    package var operation: OperationDescription
    package var handler: Handler

    package init(
        _ method: HTTPMethod,
        _ pattern: String,
        _ operation: OperationDescription,
        isPublic: Bool = false,
        handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = RoutePattern(pattern)
        self.isPublic = isPublic
        self.operation = operation
        self.handler = handler
    }
}

/// What a request needs of a route; a class, so that finding one retains one object.
final class ServedRoute: Sendable {
    let isPublic: Bool
    /// The number that its requests are counted by.
    let number: UInt16
    let handler: APIRoute.Handler

    init(_ route: APIRoute, number: UInt16) {
        isPublic = route.isPublic
        self.number = number
        handler = route.handler
    }
}
