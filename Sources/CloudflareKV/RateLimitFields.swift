/// One item of the `Ratelimit` response header: what is left of a policy's quota.
package struct RateLimitState: Hashable, Sendable {
    package var name: String
    /// Requests that may still be made before the reset.
    package var remaining: Int
    /// Seconds until the quota is whole again.
    package var resetSeconds: Int

    package init(name: String, remaining: Int, resetSeconds: Int) {
        self.name = name
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }
}

/// One item of the `Ratelimit-Policy` response header: so many requests in so many seconds.
package struct RateLimitPolicy: Hashable, Sendable {
    package var name: String
    package var quota: Int
    package var windowSeconds: Int

    package init(name: String, quota: Int, windowSeconds: Int) {
        self.name = name
        self.quota = quota
        self.windowSeconds = windowSeconds
    }
}

/// The text of the `Ratelimit` and `Ratelimit-Policy` headers: `"default";r=50;t=30` and `"burst";q=100;w=60`,
/// several of them separated by commas (Cloudflare API documentation, "Rate limits").
package enum RateLimitFields {
    package static let stateName = "Ratelimit"
    package static let policyName = "Ratelimit-Policy"
    package static let retryAfterName = "Retry-After"

    /// Reads a `Ratelimit` header; items that cannot be understood are left out.
    package static func states(_ text: String) -> [RateLimitState] {
        items(text).compactMap { item in
            guard let remaining = item.parameters["r"], let reset = item.parameters["t"] else { return nil }
            return RateLimitState(name: item.name, remaining: remaining, resetSeconds: reset)
        }
    }

    /// Reads a `Ratelimit-Policy` header; items that cannot be understood are left out.
    package static func policies(_ text: String) -> [RateLimitPolicy] {
        items(text).compactMap { item in
            guard let quota = item.parameters["q"], let window = item.parameters["w"] else { return nil }
            return RateLimitPolicy(name: item.name, quota: quota, windowSeconds: window)
        }
    }

    /// The text of a `Ratelimit` header.
    package static func text(_ states: [RateLimitState]) -> String {
        states.map { "\"\($0.name)\";r=\($0.remaining);t=\($0.resetSeconds)" }.joined(separator: ", ")
    }

    /// The text of a `Ratelimit-Policy` header.
    package static func text(_ policies: [RateLimitPolicy]) -> String {
        policies.map { "\"\($0.name)\";q=\($0.quota);w=\($0.windowSeconds)" }.joined(separator: ", ")
    }

    private static func items(_ text: String) -> [(name: String, parameters: [String: Int])] {
        text.split(separator: ",").compactMap { item in
            var parts = item.split(separator: ";").map { trimmed($0) }[...]
            guard let name = parts.popFirst() else { return nil }
            var parameters: [String: Int] = [:]
            for part in parts {
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, let number = Int(trimmed(pair[1])), number >= 0 else { continue }
                parameters[String(trimmed(pair[0]))] = number
            }
            return (name.filter { $0 != "\"" }, parameters)
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " }
        guard let end = start.lastIndex(where: { $0 != " " }) else { return "" }
        return start[...end]
    }
}
