/// Damages documents where it hurts a parser.
enum DamagedDocument {
    /// Bytes that mean something, and some that are not allowed.
    static let tokens =
        Array("{}[]:,\"\\u0dDeE+-.019tfn \n".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]

    /// Removes, adds, replaces, cuts off or repeats a few bytes.
    static func make(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let token = Self.tokens.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(token, at: place)
            case 2: bytes[place] = token
            case 3: bytes.removeLast(bytes.count - place)
            default: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
            }
        }
        return bytes
    }
}
