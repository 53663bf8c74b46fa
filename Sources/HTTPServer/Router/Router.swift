/// Finds the endpoint for a method and a path; immutable, so any thread may ask without a lock.
///
/// A path is walked once, segment by segment, over the bytes as received. Nothing is allocated and nothing is
/// decoded unless a segment is percent-encoded. Endpoints are known by their number, the place in which the
/// builder gives them back: generic code would cost each look-up a search for its types.
package struct Router: Sendable {
    private let nodes: [RouterNode]

    init(nodes: [RouterNode]) {
        self.nodes = nodes
    }

    /// What a look-up finds.
    package enum Resolution {
        case found(endpoint: Int, PathCaptures)
        /// The path has routes, but none for the method.
        case methodNotAllowed(MethodSet)
        /// The path without its last slash has routes.
        case trailingSlash
        /// A percent-encoding is broken, or what it stands for is not text.
        case malformed
        case notFound
    }

    /// Looks up a request; the method is nil where no route can name it.
    package func resolve(_ head: borrowing RequestHead) -> Resolution {
        let start = Int(head.path.start)
        let method = head.method
        return head.withBytes(of: head.path) { path in
            resolve(method, path: path, offset: start)
        }
    }

    /// Looks up a method and an undecoded path; `offset` is added to the captured places.
    func resolve(_ method: HTTPMethod?, path: UnsafeRawBufferPointer, offset: Int) -> Resolution {
        guard path.first == 0x2F else { return .notFound }
        guard PercentEncoding.isDecodable(path) else { return .malformed }
        var captures = PathCaptures()
        guard let found = walk(path, offset: offset, &captures) else { return .notFound }
        let methods = nodes[found.node].methods
        if methods.isEmpty { return .notFound }
        if found.hasTrailingSlash { return .trailingSlash }
        guard let method, let endpoint = nodes[found.node].endpoint(for: method) else {
            return .methodNotAllowed(methods)
        }
        return .found(endpoint: endpoint, captures)
    }

    private func walk(
        _ path: UnsafeRawBufferPointer,
        offset: Int,
        _ captures: inout PathCaptures
    ) -> (node: Int, hasTrailingSlash: Bool)? {
        var node = 0
        var position = 1
        while position < path.count {
            if let rest = nodes[node].restChild {
                captures.append(.init(offset + position, offset + path.count))
                return (rest, false)
            }
            let end = path.firstIndex(of: 0x2F, from: position) ?? path.count
            if end == position { return nil }
            let segment = UnsafeRawBufferPointer(rebasing: path[position..<end])
            if let literal = nodes[node].literalChild(matching: segment) {
                node = literal
            } else if let parameter = nodes[node].parameterChild {
                captures.append(.init(offset + position, offset + end))
                node = parameter
            } else {
                return nil
            }
            if end == path.count - 1 { return (node, node != 0) }
            position = end + 1
        }
        return (node, false)
    }
}
