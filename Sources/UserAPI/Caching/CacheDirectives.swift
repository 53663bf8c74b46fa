package import HTTPServer
package import KeyValueStore

/// What a request's `Cache-Control` says about the cache (RFC 9111 section 5.2.1).
package enum CacheDirectives {
    /// The directive of a request; nil where it has none, which is the common case and costs a look at one slot.
    package static func read(_ head: borrowing RequestHead) -> KVReadDirective? {
        guard let value = head.value(of: .cacheControl) else { return nil }
        var directive = KVReadDirective.standard
        for part in value.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard let name = pair.first.map(trimmed)?.lowercased() else { continue }
            switch name {
            case "no-cache": directive.bypassesCache = true
            case "no-store":
                directive.bypassesCache = true
                directive.storesNothing = true
            case "only-if-cached": directive.onlyIfCached = true
            case "max-age":
                guard pair.count == 2, let seconds = Int64(unquoted(trimmed(pair[1]))), seconds >= 0 else {
                    continue
                }
                directive.maximumAgeNanoseconds = min(seconds, 1 << 32) * 1_000_000_000
            default: continue
            }
        }
        return directive
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    /// RFC 9111 section 5.2 lets an argument be quoted.
    private static func unquoted(_ text: Substring) -> Substring {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
        return text.dropFirst().dropLast()
    }
}
