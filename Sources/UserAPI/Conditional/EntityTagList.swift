/// The value of an `If-Match` or `If-None-Match` field (RFC 9110 sections 13.1.1 and 13.1.2).
package enum EntityTagList: Hashable, Sendable {
    /// `*`: whatever there is.
    case any
    /// The opaque parts with their quotes, and whether each was marked weak.
    case tags([Tag])

    package struct Tag: Hashable, Sendable {
        package var text: String
        package var isWeak: Bool
    }

    /// Tags that one field may hold.
    private static let countMaximum = 100

    /// Reads a field value; nil where it breaks the grammar.
    package init?(_ value: String) {
        if value == "*" {
            self = .any
            return
        }
        var tags: [Tag] = []
        var rest = Array(value.utf8)[...]
        while true {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x2C }
            if rest.isEmpty { break }
            guard let tag = Self.takeTag(&rest), tags.count < Self.countMaximum else { return nil }
            tags.append(tag)
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
            if let next = rest.first, next != 0x2C { return nil }
        }
        if tags.isEmpty { return nil }
        self = .tags(tags)
    }

    private static func takeTag(_ rest: inout ArraySlice<UInt8>) -> Tag? {
        let isWeak = rest.starts(with: [0x57, 0x2F])
        if isWeak { rest = rest.dropFirst(2) }
        guard rest.first == 0x22, let end = rest.dropFirst().firstIndex(of: 0x22) else { return nil }
        let tag = rest[...end]
        let opaque = tag.dropFirst().dropLast()
        guard opaque.allSatisfy({ $0 == 0x21 || ($0 >= 0x23 && $0 != 0x7F) }) else { return nil }
        rest = rest[(end + 1)...]
        return Tag(text: String(decoding: tag, as: UTF8.self), isWeak: isWeak)
    }

    /// Whether a tag is in the list by strong comparison: weak ones never match.
    package func matchesStrongly(_ tag: String) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { !$0.isWeak && $0.text.utf8.elementsEqual(tag.utf8) }
        }
    }

    /// Whether a tag is in the list by weak comparison.
    package func matchesWeakly(_ tag: String) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { $0.text.utf8.elementsEqual(tag.utf8) }
        }
    }

    /// The fingerprints that the tags stand for, under strong or weak comparison; tags of another form match nothing.
    func hashes(includingWeak: Bool) -> [String] {
        guard case .tags(let tags) = self else { return [] }
        return tags.filter { includingWeak || !$0.isWeak }.map { String($0.text.dropFirst().dropLast()) }
    }
}
