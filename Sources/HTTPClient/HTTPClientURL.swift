/// What the client itself must know of a URL (RFC 3986); libcurl reads the rest.
package struct HTTPClientURL: Hashable, Sendable {
    package enum Scheme: String, Sendable {
        case http
        case https
    }

    package var scheme: Scheme
    /// Without port and user, in lower case; an IPv6 address without its brackets.
    package var host: String

    /// Reads an absolute URL; nil for another scheme, no host, or a byte outside visible ASCII.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let lowercased = text.lowercased()
        let rest: Substring
        if lowercased.hasPrefix("https://") {
            scheme = .https
            rest = lowercased.dropFirst(8)
        } else if lowercased.hasPrefix("http://") {
            scheme = .http
            rest = lowercased.dropFirst(7)
        } else {
            return nil
        }
        var authority = rest.prefix { !"/?#\\".contains($0) }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[authority.index(after: authority.startIndex)..<end])
        } else {
            host = String(authority.prefix { $0 != ":" })
        }
        if host.isEmpty { return nil }
    }

    /// Whether the host is this machine (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3, RFC 6761 section 6.3).
    var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
