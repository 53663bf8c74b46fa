import JSON
import KeyValueStoreTesting
import Testing

@testable import Users

/// Changes that are made on the text mean what they mean on the tree.
struct UserChangeTextTests {
    static let now: Int64 = 1_700_000_000_000
    static let id = UserID("u1")
    static let stored =
        #"{"id":"u1","email":"u@example.com","a":[1.0,{"b":null}],"preferences":{"p":1},"createdAt":1,"updatedAt":2}"#
    let rules = UserRules()

    private func onText(_ change: UserChange, of stored: String) -> String? {
        change.text(of: Array(stored.utf8), rules: rules, nowMilliseconds: Self.now).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func onTree(_ change: UserChange, of stored: String) throws -> String {
        let document = try #require(UserDocument(stored: Array(stored.utf8)))
        let id = try #require(Self.id)
        let changed = try document.applying(change, id: id, rules: rules, nowMilliseconds: Self.now)
        return String(decoding: changed.bytes, as: UTF8.self)
    }

    private func members(_ json: String) throws -> UserChange { .members(try SentDocument(Array(json.utf8))) }

    private func mergePatch(_ json: String) throws -> UserChange {
        .mergePatch(try SentDocument(Array(json.utf8)))
    }

    @Test(arguments: [
        "{}", #"{"a":1}"#, #"{ "a" : " \" " }"#, #"{"email":"v@example.com"}"#,
        #"{"preferences":{},"email":"v@example.com"}"#,
        #"{"new":"\u00e9\n","a":-0.0,"other":{"x":[]}}"#, #"{"é":true,"":false,"b":null}"#,
    ])
    func wholeMembersAreSetOnTheText(json: String) throws {
        let change = try members(json)
        #expect(try #require(onText(change, of: Self.stored)) == onTree(change, of: Self.stored))
        let little = #"{"a":1,"updatedAt":null,"id":"u1","email":"u@example.com"}"#
        #expect(try #require(onText(change, of: little)) == onTree(change, of: little))
    }

    @Test(arguments: [
        "{}", #"{"a":1}"#, #"{"new":[null,{"x":null}],"email":"v@example.com"}"#, #"{"a":null}"#,
        #"{"preferences":{"q":2,"p":null}}"#, #"{"new":{"a":null,"b":{"c":1}}}"#,
    ])
    func mergePatchesAreMadeOnTheText(json: String) throws {
        let change = try mergePatch(json)
        #expect(try #require(onText(change, of: Self.stored)) == onTree(change, of: Self.stored))
    }

    @Test(arguments: [
        #"{"preferences":null}"#, #"{"createdAt":1}"#, #"{"\u0061":1}"#,
        #"{"b":{"c":{"d":{"e":{}}}}}"#,
    ])
    func otherMergePatchesAreLeftToTheTree(json: String) throws {
        let change = try mergePatch(json)
        #expect(onText(change, of: Self.stored) == nil)
        _ = try onTree(change, of: Self.stored)
    }

    @Test(arguments: [
        #"{"id":"u1"}"#, #"{"updatedAt":5}"#, #"{"email":"none"}"#, #"{"email":7}"#, #"{"preferences":[]}"#,
        #"{"email":"\u0075@example.com"}"#,
    ])
    func whatMayBreakARuleIsLeftToTheTree(json: String) throws {
        #expect(onText(try members(json), of: Self.stored) == nil)
    }

    @Test(arguments: [
        "", "[]", #"{"email":"u@example.com","updatedAt":1}"#, #"{"id":"u1","email":"u@example.com"}"#,
        #"{"id":"u1","email":"none","updatedAt":1}"#,
        #"{"id":"u1","email":"u@example.com","updatedAt":1,"preferences":1}"#,
        #"{"id":"u1", "email":"u@example.com","updatedAt":1}"#,
        #"{"id":"u1","email":"u@example.com","updatedAt":1,"\u0061":1}"#,
    ])
    func anUnusualStoredTextIsLeftToTheTree(stored: String) throws {
        #expect(onText(try members(#"{"a":1}"#), of: stored) == nil)
    }

    @Test func objectsWithManyMembersAreLeftToTheTree() throws {
        let many = (0..<40).map { #""m\#($0)":\#($0)"# }.joined(separator: ",")
        let change = try members("{\(many)}")
        let stored = #"{"id":"u1","email":"u@example.com","updatedAt":1,\#(many)}"#
        #expect(onText(change, of: stored) == nil)
        #expect(try onTree(change, of: stored).contains(#""m39":39"#))
    }

    // MARK: Random texts

    private static let names = [
        "id", "email", "preferences", "createdAt", "updatedAt", "a", "b", "é", "", "ab",
    ]
    private static let values = [
        "null", "1", "-0.50e+3", "true", #""u1""#, #""u@example.com""#, #""\"}{\\""#, "{}",
        #"{"a":1,"b":null}"#,
        "[]", #"[{"a":1}]"#, #""""#,
    ]

    private func object(_ random: inout SeededRandom, _ first: [String]) -> String {
        var members = first
        for name in Self.names.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
        where !first.contains(where: { $0.hasPrefix("\"\(name)\"") }) {
            members.append("\"\(name)\":\(Self.values.randomElement(using: &random) ?? "0")")
        }
        members.shuffle(using: &random)
        let separator = Int.random(in: 0..<20, using: &random) == 0 ? ", " : ","
        return "{\(members.joined(separator: separator))}"
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func randomChangesAreTheSameOnTextAndTree(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var onTextCount = 0
        for _ in 0..<2000 {
            let usual = [#""id":"u1""#, #""email":"u@example.com""#, #""updatedAt":3"#]
            let stored = object(&random, Array(usual.prefix(Int.random(in: 1...3, using: &random))))
            let json = object(&random, [])
            let change = try Bool.random(using: &random) ? members(json) : mergePatch(json)
            guard let text = onText(change, of: stored) else { continue }
            onTextCount += 1
            #expect(try text == onTree(change, of: stored), "\(stored) changed by \(json)")
        }
        #expect(onTextCount > 200)
    }
}
