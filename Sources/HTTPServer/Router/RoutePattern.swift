/// What paths a route serves: literal segments and named parameters, such as `/users/{id}`.
package struct RoutePattern: Hashable, Sendable, CustomStringConvertible {
    package enum Segment: Hashable, Sendable {
        case literal(String)
        /// A whole segment, not empty, that is captured.
        case parameter(name: String)
        /// Everything that is left of the path, slashes included; only at the end.
        case rest(name: String)
    }

    package let segments: [Segment]

    /// Reads a pattern: segments after slashes; `{name}` is a parameter, `{name...}` the rest.
    package init(_ text: String) {
        segments = text.split(separator: "/", omittingEmptySubsequences: true).map { part in
            guard part.first == "{", part.last == "}" else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            if name.hasSuffix("...") { return .rest(name: String(name.dropLast(3))) }
            return .parameter(name: String(name))
        }
    }

    /// The names of the parameters, in order.
    package var parameterNames: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name), .rest(let name): name
            }
        }
    }

    package var description: String {
        if segments.isEmpty { return "/" }
        return segments.map { segment in
            switch segment {
            case .literal(let text): "/\(text)"
            case .parameter(let name): "/{\(name)}"
            case .rest(let name): "/{\(name)...}"
            }
        }.joined()
    }
}
