/// How strictly the `email` member is looked at.
package enum EmailValidation: String, CaseIterable, Sendable {
    /// The grammar of `<input type=email>` (WHATWG HTML, "valid e-mail address") with the lengths of RFC 5321 section
    /// 4.5.3.1: 64 octets before the `@`, 254 in all.
    case html
    /// Any text of 1 to 254 octets without control characters.
    case lenient
    /// Anything, also an absent member.
    case off

    /// The longest address, in octets.
    static let octetsMaximum = 254
    private static let localOctetsMaximum = 64
    private static let labelOctetsMaximum = 63

    /// What is wrong with an address; nil where nothing is.
    package func problem(in address: String) -> String? {
        address.utf8.span.withUnsafeBytes { problem(in: $0) }
    }

    /// What is wrong with the UTF-8 of an address; nil where nothing is.
    func problem(in octets: UnsafeRawBufferPointer) -> String? {
        switch self {
        case .off: nil
        case .lenient: Self.lenientProblem(in: octets)
        case .html: Self.htmlProblem(in: octets)
        }
    }

    private static func lenientProblem(in octets: UnsafeRawBufferPointer) -> String? {
        if octets.isEmpty { return "The e-mail address is empty." }
        if octets.count > octetsMaximum {
            return "The e-mail address is longer than \(octetsMaximum) octets."
        }
        if octets.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            return "The e-mail address holds a control character."
        }
        return nil
    }

    private static func htmlProblem(in octets: UnsafeRawBufferPointer) -> String? {
        if let problem = lenientProblem(in: octets) { return problem }
        guard let at = octets.firstIndex(of: 0x40) else { return "The e-mail address has no @." }
        let local = UnsafeRawBufferPointer(rebasing: octets[..<at])
        if local.isEmpty || !local.allSatisfy(isLocalCharacter) {
            return
                "The part of the e-mail address before the @ is empty or holds a character that is not allowed."
        }
        if local.count > localOctetsMaximum {
            return "The part of the e-mail address before the @ is longer than \(localOctetsMaximum) octets."
        }
        if !isDomain(UnsafeRawBufferPointer(rebasing: octets[(at + 1)...])) {
            return "The part of the e-mail address after the @ is not a domain name."
        }
        return nil
    }

    private static func isLocalCharacter(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"),
            UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "?"),
            UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "{")...UInt8(ascii: "~"), UInt8(ascii: "-"):
            true
        default: isAlphanumeric(octet)
        }
    }

    /// Whether labels follow each other with a dot in between.
    private static func isDomain(_ octets: UnsafeRawBufferPointer) -> Bool {
        var length = 0
        var previous = UInt8(ascii: ".")
        for octet in octets {
            if octet == UInt8(ascii: ".") {
                if length == 0 || !isAlphanumeric(previous) { return false }
                length = 0
            } else {
                length += 1
                let isAllowed = isAlphanumeric(octet) || (octet == UInt8(ascii: "-") && length > 1)
                if !isAllowed || length > labelOctetsMaximum { return false }
            }
            previous = octet
        }
        return length > 0 && isAlphanumeric(previous)
    }

    private static func isAlphanumeric(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
