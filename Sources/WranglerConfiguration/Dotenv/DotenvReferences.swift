/// Replaces `${NAME}` and `${NAME:-default}` in a value; `\${` stands for `${` itself.
struct DotenvReferences {
    /// The longest value that may come out, in bytes, so that references to references cannot grow without end.
    static let valueBytesMaximum = 64 * 1024

    /// What a name stands for; nil where it stands for nothing.
    let lookUp: (String) -> String?

    /// A name that stands for nothing, or for an empty text, gives the default, and without one nothing.
    func replaced(in text: String) throws(DotenvSyntaxProblem) -> String {
        let opening: [UInt8] = [UInt8(ascii: "$"), UInt8(ascii: "{")]
        var rest = Array(text.utf8)[...]
        var result: [UInt8] = []
        while let byte = rest.first {
            if byte == UInt8(ascii: "\\"), rest.dropFirst().starts(with: opening) {
                result += opening
                rest = rest.dropFirst(3)
            } else if rest.starts(with: opening) {
                guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { throw .unterminatedReference }
                result += value(of: rest[..<end].dropFirst(2)).utf8
                rest = rest[(end + 1)...]
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
            if result.count > Self.valueBytesMaximum { throw .valueTooLong }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func value(of reference: ArraySlice<UInt8>) -> String {
        let separator = reference.indices.dropLast().first { index in
            reference[index] == UInt8(ascii: ":") && reference[index + 1] == UInt8(ascii: "-")
        }
        let name = String(decoding: reference[..<(separator ?? reference.endIndex)], as: UTF8.self)
        let found = lookUp(name) ?? ""
        guard found.isEmpty, let separator else { return found }
        return String(decoding: reference[(separator + 2)...], as: UTF8.self)
    }
}
