/// Finds the endpoint for a method and a path; immutable, so any thread may ask without a lock.
///
/// A path is walked once, segment by segment, over the bytes as received. Nothing is allocated and nothing is
/// decoded unless a segment is percent-encoded.
///
/// The work is `RouteTree`'s, which knows endpoints by number; this is inlined into its users, so that they pay
/// for no generic code.
package struct Router<Endpoint: Sendable>: Sendable {
    package let tree: RouteTree
    package let endpoints: [Endpoint]

    init(tree: RouteTree, endpoints: [Endpoint]) {
        self.tree = tree
        self.endpoints = endpoints
    }

    /// What a look-up finds.
    package enum Resolution {
        case found(Endpoint, PathCaptures)
        /// The path has routes, but none for the method.
        case methodNotAllowed(MethodSet)
        /// The path without its last slash has routes.
        case trailingSlash
        /// A percent-encoding is broken, or what it stands for is not text.
        case malformed
        case notFound
    }

    /// Looks up a request; the method is nil where no route can name it.
    @inlinable
    package func resolve(_ head: borrowing RequestHead) -> Resolution {
        resolution(tree.resolve(head))
    }

    /// Looks up a method and an undecoded path.
    func resolve(_ method: HTTPMethod?, path: UnsafeRawBufferPointer) -> Resolution {
        resolution(tree.resolve(method, path: path, offset: 0))
    }

    @inlinable
    package func resolution(_ match: RouteTree.Match) -> Resolution {
        switch match {
        case .found(let endpoint, let captures): .found(endpoints[endpoint], captures)
        case .methodNotAllowed(let methods): .methodNotAllowed(methods)
        case .trailingSlash: .trailingSlash
        case .malformed: .malformed
        case .notFound: .notFound
        }
    }
}
