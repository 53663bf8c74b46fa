import Bytes
package import HTTPServer

/// What a request prefers (RFC 7240); unknown preferences are ignored.
package struct Preferences: Sendable {
    private enum Return {
        case minimal
        case representation
    }

    private enum Handling {
        case strict
        case lenient
    }

    private var returning: Return?
    private var handling: Handling?

    package init(_ head: borrowing RequestHead) {
        guard head.contains(.prefer) else { return }
        self = head.withWholeValue(of: .prefer, Self.init) ?? self
    }

    private init(_ value: UnsafeRawBufferPointer) {
        value.forEachListMember { item in
            let end = item.firstIndex(of: UInt8(ascii: ";")) ?? item.count
            note(UnsafeRawBufferPointer(rebasing: item[..<end]))
        }
    }

    /// Takes in one preference; of one that comes twice the first counts (RFC 7240 section 2).
    private mutating func note(_ preference: UnsafeRawBufferPointer) {
        guard let equals = preference.firstIndex(of: UInt8(ascii: "=")) else { return }
        let name = UnsafeRawBufferPointer(rebasing: preference[..<equals]).trimmed
        let value = UnsafeRawBufferPointer(rebasing: preference[(equals + 1)...]).trimmed.unquoted
        if name.equalsIgnoringCase("return"), returning == nil {
            if value.equalsIgnoringCase("minimal") { returning = .minimal }
            if value.equalsIgnoringCase("representation") { returning = .representation }
        } else if name.equalsIgnoringCase("handling"), handling == nil {
            if value.equalsIgnoringCase("strict") { handling = .strict }
            if value.equalsIgnoringCase("lenient") { handling = .lenient }
        }
    }

    /// Whether the client does without the representation in the answer.
    package var returnsMinimal: Bool { returning == .minimal }

    /// Whether members without a meaning are errors.
    package var isStrict: Bool { handling == .strict }

    /// The most that `appendApplied` writes.
    static let appliedBytesMaximum = 80

    /// Writes the line that tells which preferences were honoured; nothing where none was.
    func appendApplied(to cursor: inout ByteCursor) {
        if returning == nil && handling == nil { return }
        cursor.append("Preference-Applied: ")
        switch returning {
        case .minimal: cursor.append("return=minimal")
        case .representation: cursor.append("return=representation")
        case nil: break
        }
        if returning != nil && handling != nil { cursor.append(", ") }
        switch handling {
        case .strict: cursor.append("handling=strict")
        case .lenient: cursor.append("handling=lenient")
        case nil: break
        }
        cursor.append("\r\n")
    }
}

extension UnsafeRawBufferPointer {
    /// What is between the quotes, where there are some.
    fileprivate var unquoted: UnsafeRawBufferPointer {
        guard count >= 2, first == UInt8(ascii: "\""), last == UInt8(ascii: "\"") else { return self }
        return UnsafeRawBufferPointer(rebasing: self[1..<(count - 1)])
    }
}
