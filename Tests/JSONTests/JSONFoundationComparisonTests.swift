import Foundation
import JSON
import Testing

/// Verdicts and structure compared with Foundation's parser, an independent reader of the same grammar.
///
/// The documents are plain: short numbers without exponent, ASCII strings without escapes, unique names; one byte of
/// each is damaged in a second try. Elsewhere the rules differ on purpose (duplicates, surrogates, number range).
struct JSONFoundationComparisonTests {
    @Test(arguments: fuzzSeeds(150))
    func plainDocumentsGetTheSameVerdictAndStructure(seed: UInt64) throws {
        var source = RandomDocument(seed: seed, onlyPlain: true)
        var generator = SeededGenerator(seed: seed ^ 0xF0DA)
        for _ in 0..<30 {
            let document = source.make()
            try compare(Array(document.utf8))
            try compare(damaged(Array(document.utf8), &generator))
        }
    }

    private func compare(_ bytes: [UInt8]) throws {
        let shown = String(decoding: bytes, as: UTF8.self)
        let foreign = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
        if let error = refusal(bytes) {
            if isKnownLeniency(error, bytes) { return }
            #expect(foreign == nil, "accepted by Foundation only: \(shown) \(error)")
        } else {
            let value = try JSONParser.parse(bytes)
            let object = try #require(foreign, "refused by Foundation only: \(shown)")
            #expect(isSame(value, object), "read differently: \(shown)")
        }
    }

    /// Foundation takes duplicate members, and a comma before the end of an array or object.
    private func isKnownLeniency(_ error: JSONError, _ bytes: [UInt8]) -> Bool {
        switch error.reason {
        case .duplicateMember: true
        case .unexpectedCharacter(expected: .value): bytes[error.offset] == UInt8(ascii: "]")
        case .unexpectedCharacter(expected: .memberName): bytes[error.offset] == UInt8(ascii: "}")
        default: false
        }
    }

    /// Foundation rounds some decimal numbers in the last place.
    private func isClose(_ number: JSONNumber, _ foreign: NSNumber) -> Bool {
        guard let value = Double(number.text) else { return false }
        return abs(value - foreign.doubleValue) <= abs(value) * 1e-12
    }

    private func isSame(_ value: JSONValue, _ foreign: Any) -> Bool {
        switch value {
        case .null: foreign is NSNull
        case .bool(let bool): (foreign as? Bool) == bool
        case .number(let number): (foreign as? NSNumber).map { isClose(number, $0) } ?? false
        case .string(let string): (foreign as? String) == string.value
        case .array(let elements):
            (foreign as? [Any]).map { $0.count == elements.count && zip(elements, $0).allSatisfy(isSame) }
                ?? false
        case .object(let object):
            (foreign as? [String: Any]).map { dictionary in
                dictionary.count == object.count
                    && object.members.allSatisfy { member in
                        dictionary[member.name.value].map { isSame(member.value, $0) } ?? false
                    }
            } ?? false
        }
    }

    private static let tokens = Array("{}[]:,\"0+-.19tfn \n\u{1}".utf8)

    private func damaged(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let token = Self.tokens.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(token, at: place)
        case 2: bytes[place] = token
        default: bytes.removeLast(bytes.count - place)
        }
        return bytes
    }
}
