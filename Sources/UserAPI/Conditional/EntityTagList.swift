import Bytes
import HTTPServer

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
        var value = value
        guard let list = value.withUTF8({ EntityTagList(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = list
    }

    private init?(_ value: UnsafeRawBufferPointer) {
        if Self.isAny(value) {
            self = .any
            return
        }
        var tags: [Tag] = []
        let isInOrder = Self.readTags(value) { tag, isWeak in
            tags.append(Tag(text: String(decoding: tag, as: UTF8.self), isWeak: isWeak))
        }
        guard isInOrder else { return nil }
        self = .tags(tags)
    }

    /// Whether a field value names a tag by weak comparison; nil where it breaks the grammar.
    ///
    /// Makes no list of it.
    static func namesWeakly(_ tag: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool? {
        if isAny(value) { return true }
        var isNamed = false
        let isInOrder = readTags(value) { found, _ in
            if found.equals(tag) { isNamed = true }
        }
        return isInOrder ? isNamed : nil
    }

    private static func isAny(_ value: UnsafeRawBufferPointer) -> Bool { value.equals("*") }

    /// Calls `body` with each tag, its quotes included, and whether it is weak; false where the value breaks the grammar.
    private static func readTags(
        _ value: UnsafeRawBufferPointer,
        _ body: (_ tag: UnsafeRawBufferPointer, _ isWeak: Bool) -> Void
    ) -> Bool {
        var position = 0
        var count = 0
        while true {
            while position < value.count, value[position].isBlank || value[position] == UInt8(ascii: ",") {
                position += 1
            }
            if position == value.count { return count > 0 }
            let isWeak = value[position] == UInt8(ascii: "W")
            if isWeak {
                guard position + 1 < value.count, value[position + 1] == UInt8(ascii: "/") else {
                    return false
                }
                position += 2
            }
            guard count < countMaximum, let end = endOfTag(value, position) else { return false }
            body(UnsafeRawBufferPointer(rebasing: value[position..<end]), isWeak)
            count += 1
            position = end
            while position < value.count, value[position].isBlank { position += 1 }
            if position < value.count, value[position] != UInt8(ascii: ",") { return false }
        }
    }

    /// Where the tag ends that begins at a position; nil where there is none.
    private static func endOfTag(_ value: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        guard start < value.count, value[start] == UInt8(ascii: "\"") else { return nil }
        for position in (start + 1)..<value.count {
            let byte = value[position]
            if byte == UInt8(ascii: "\"") { return position + 1 }
            if byte < 0x21 || byte == 0x7F { return nil }
        }
        return nil
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
