import HTTPClient

/// What a base URL tells of who answers there.
package struct KVAPIAddress: Hashable, Sendable {
    /// The host of Cloudflare's own API.
    private static let cloudflareHost = "api.cloudflare.com"
    /// The host under which the Worker answers for its KV binding.
    private static let bindingHost = "kv.internal"
    /// What the ids of examples begin with that a reader is meant to replace.
    private static let placeholderStart = "your-"

    /// In lower case, without the dot that an absolute name may end in (RFC 1034 section 3.1).
    private let host: String
    /// Whether requests travel encrypted.
    package let isEncrypted: Bool

    /// Reads a base URL; nil for what no path can be put behind.
    ///
    /// A host with a percent-escape is refused, because libcurl would decode it and reach another host than is compared
    /// here.
    package init?(_ baseURL: String) {
        guard let url = HTTPClientURL(baseURL), !baseURL.contains("?"), !baseURL.contains("#") else {
            return nil
        }
        let host = url.host.hasSuffix(".") ? String(url.host.dropLast()) : url.host
        guard !host.isEmpty, !host.contains("%") else { return nil }
        self.host = host
        isEncrypted = url.scheme == .https
    }

    /// Whether this is Cloudflare's own API, where ids have a form.
    package var isCloudflare: Bool { host == Self.cloudflareHost }

    /// Whether the Worker answers.
    package var isBinding: Bool { host == Self.bindingHost }

    /// Whether an id of an account or a namespace can be one here: no placeholder, and of Cloudflare's form where
    /// Cloudflare answers.
    package func accepts(identifier: String) -> Bool {
        if identifier.isEmpty || identifier.lowercased().hasPrefix(Self.placeholderStart) { return false }
        return !isCloudflare || KVAPIPath.isIdentifier(identifier.utf8) && Set(identifier.utf8).count > 1
    }
}
