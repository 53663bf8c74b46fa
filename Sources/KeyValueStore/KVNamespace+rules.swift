extension KVNamespace {
    /// A title's length in characters.
    package static let titleCharactersMaximum = 512
    /// An id's length: 128 bits in hexadecimal.
    package static let idDigits = 32

    /// What a catalogue says of an id that another namespace has.
    package static let idTaken = "a namespace with this id already exists"

    /// A new id of 128 random bits.
    package static func randomID() -> String {
        let high = UInt64.random(in: 0...UInt64.max)
        let low = UInt64.random(in: 0...UInt64.max)
        return padded(high) + padded(low)
    }

    /// Checks the form of the id and of the title.
    package func validate() throws(KVNamespaceError) {
        if title.isEmpty || title.count > Self.titleCharactersMaximum {
            throw .store(
                .rejected(reason: "a namespace's title has 1 to \(Self.titleCharactersMaximum) characters")
            )
        }
        let digits = Array("0123456789abcdef".utf8)
        if id.utf8.count != Self.idDigits || !id.utf8.allSatisfy(digits.contains) {
            throw .store(
                .rejected(reason: "a namespace's id is \(Self.idDigits) lower-case hexadecimal digits")
            )
        }
    }

    private static func padded(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: idDigits / 2 - digits.count) + digits
    }
}
