/// The ids that Cloudflare gives to accounts and namespaces.
enum WranglerIdentifier {
    /// Whether a text can be one: 32 hexadecimal digits, which are not all the same as in a placeholder.
    static func isPlausible(_ text: String) -> Bool {
        let digits = Array(text.utf8)
        return digits.count == 32
            && digits.allSatisfy(isHexadecimal)
            && digits.contains { $0 != digits[0] }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
