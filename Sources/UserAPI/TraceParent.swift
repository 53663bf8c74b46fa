import HTTPServer

/// The trace that a request belongs to (W3C Trace Context, section 3.2).
enum TraceParent {
    /// The trace identifier, 32 lower-case hexadecimal digits; nil where the field is absent, repeated or not valid.
    static func traceID(_ head: borrowing RequestHead) -> String? {
        guard let value = head.value(of: .traceparent), !head.isRepeated(.traceparent) else { return nil }
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, isHexadecimal(parts[0], 2), parts[0] != "ff", isHexadecimal(parts[1], 32),
            isHexadecimal(parts[2], 16), isHexadecimal(parts[3], 2), parts[0] != "00" || parts.count == 4,
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return String(parts[1])
    }

    private static func isHexadecimal(_ part: Substring, _ count: Int) -> Bool {
        part.utf8.count == count
            && part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
