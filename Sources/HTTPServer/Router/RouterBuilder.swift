/// Collects routes and freezes them into a `Router`; mistakes in the table show here, at start-up.
package struct RouterBuilder<Endpoint: Sendable> {
    private var nodes = [RouterNode()]
    private var endpoints: [Endpoint] = []

    package init() {}

    /// Adds a route.
    ///
    /// - Throws: `RouteClash` where another route serves the same method and paths, or where a literal and a
    ///   parameter stand at the same place, so that which one serves a path would depend on a rule a reader
    ///   has to know.
    package mutating func add(
        _ method: HTTPMethod,
        _ pattern: RoutePattern,
        _ endpoint: Endpoint
    ) throws(RouteClash) {
        if pattern.parameterNames.count > PathCaptures.maximum {
            throw RouteClash(pattern: pattern, reason: "it has more than \(PathCaptures.maximum) parameters")
        }
        var node = 0
        for (index, segment) in pattern.segments.enumerated() {
            if case .rest = segment, index + 1 < pattern.segments.count {
                throw RouteClash(pattern: pattern, reason: "the rest of a path stands before its end")
            }
            node = try child(of: node, for: segment, pattern)
        }
        if nodes[node].endpoint(for: method) != nil {
            throw RouteClash(
                pattern: pattern,
                reason: "another route serves \(method.name) on the same paths"
            )
        }
        nodes[node].setEndpoint(endpoints.count, for: method)
        endpoints.append(endpoint)
    }

    private mutating func child(
        of node: Int,
        for segment: RoutePattern.Segment,
        _ pattern: RoutePattern
    ) throws(RouteClash) -> Int {
        let existing = nodes[node].child(for: segment)
        if let existing { return existing }
        if !nodes[node].accepts(segment) {
            throw RouteClash(pattern: pattern, reason: "a literal and a parameter stand at the same place")
        }
        nodes.append(RouterNode())
        nodes[node].addChild(nodes.count - 1, for: segment)
        return nodes.count - 1
    }

    /// The table as it will serve, which nothing changes any more.
    package func frozen() -> (router: Router, endpoints: [Endpoint]) { (Router(nodes: nodes), endpoints) }
}

/// Why a route cannot be added to the ones that are there.
package struct RouteClash: Error, Hashable, Sendable, CustomStringConvertible {
    package let pattern: RoutePattern
    package let reason: String

    package var description: String { "The route \(pattern) cannot be added: \(reason)." }
}
