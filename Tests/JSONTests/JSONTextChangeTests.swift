import Testing

@testable import JSON

/// What is changed on the text is the same as on the tree.
struct JSONTextChangeTests {
    private func onText(_ change: String, to object: String, as meaning: JSONTextChange.Meaning) throws
        -> String?
    {
        let change = Array(change.utf8)
        let object = Array(object.utf8)
        guard let changeOutline = JSONParser.outline(change), let outline = JSONParser.outline(object) else {
            return nil
        }
        let changed = JSONTextChange.apply(change, changeOutline, as: meaning, to: object, outline)
        return changed.map { String(decoding: $0, as: UTF8.self) }
    }

    private func onTree(_ change: String, to object: String, as meaning: JSONTextChange.Meaning) throws
        -> String
    {
        switch meaning {
        case .mergePatch: return text(JSONMergePatch.apply(try json(change), to: try json(object)))
        case .setting:
            let object = try #require(json(object).objectValue)
            return text(.object(object.setting(try #require(json(change).objectValue))))
        }
    }

    @Test(arguments: JSONMergePatchTests.examples + JSONMergePatchTests.details)
    func aMergeIsThatOfTheRFC(target: String, patch: String, result: String) throws {
        let changed = try onText(patch, to: target, as: .mergePatch)
        // No outline: something is no object, or a name has escapes.
        let isOutlined = target.first == "{" && patch.first == "{" && !(target + patch).contains(#"{"\u"#)
        #expect(changed == (isOutlined ? result : nil))
    }

    @Test(arguments: [
        ("{}", "{}"), ("{}", #"{"a":{"b":null}}"#), (#"{"a":1}"#, "{}"),
        (#"{"a":{"b":1}}"#, #"{"a":{"c":2}}"#),
        (#"{"a":1,"b":"\"}","c":[]}"#, #"{"d":null,"b":{},"é":0,"":1}"#),
    ])
    func settingReplacesWholeMembers(object: String, change: String) throws {
        let changed = try #require(try onText(change, to: object, as: .setting))
        #expect(try changed == onTree(change, to: object, as: .setting))
    }

    @Test func aValueMayBecomeANumber() throws {
        let object = Array(#"{"a":"x","time":-5,"b":1}"#.utf8)
        let change = Array(#"{"b":2,"c":3}"#.utf8)
        let outline = try #require(JSONParser.outline(object))
        for number in [Int64.min, 0, 1_700_000_000_000, .max] {
            let changed = JSONTextChange.apply(
                change,
                try #require(JSONParser.outline(change)),
                as: .setting,
                to: object,
                outline,
                number: (outline.members[1].value, number)
            )
            #expect(changed == Array(#"{"a":"x","time":\#(number),"b":2,"c":3}"#.utf8))
        }
    }

    @Test(arguments: [
        (#"{"a": 1}"#, #"{"b":1}"#), (#"{"a":1}"#, #"{"b":1} "#),
        ("{}", #"{"a":{"b":{"c":{"d":{"e":1}}}}}"#), (#"{"a":{"b":1}}"#, #"{"a":{"\u0062":1}}"#),
        (#"{"a":{"\u0062":1}}"#, #"{"a":{"b":1}}"#),
    ])
    func whatTakesATreeIsLeftToIt(object: String, change: String) throws {
        #expect(try onText(change, to: object, as: .mergePatch) == nil)
    }

    @Test func manyNamesAreLeftToAnIndex() throws {
        func object(_ count: Int) -> String {
            "{\((0..<count).map { #""m\#($0)":\#($0)"# }.joined(separator: ","))}"
        }
        for meaning in [JSONTextChange.Meaning.setting, .mergePatch] {
            #expect(try onText(object(32), to: object(32), as: meaning) != nil)
            #expect(try onText(object(33), to: object(32), as: meaning) == nil)
            #expect(
                try onText(#"{"m":\#(object(33))}"#, to: #"{"m":\#(object(33))}"#, as: .mergePatch) == nil
            )
        }
    }

    // MARK: Random objects

    private static let names = ["a", "b", "ab", "é", ""]

    private func object(_ random: inout SeededGenerator, depth: Int) -> String {
        let members = Self.names.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random)).map {
            "\"\($0)\":\(value(&random, depth: depth))"
        }
        return "{\(members.joined(separator: ","))}"
    }

    private func value(_ random: inout SeededGenerator, depth: Int) -> String {
        if depth < 4, random.chance(40) { return object(&random, depth: depth + 1) }
        let plain = ["null", "1", "-0.50e+3", "true", #""\"}{\\""#, "[]", #"[{"a":null}]"#, #""""#, "null"]
        return plain.randomElement(using: &random) ?? "0"
    }

    @Test(arguments: fuzzSeeds(8))
    func randomChangesAreTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let object = object(&random, depth: 1)
            let change = self.object(&random, depth: 1)
            for meaning in [JSONTextChange.Meaning.setting, .mergePatch] {
                let changed = try #require(try onText(change, to: object, as: meaning))
                #expect(try changed == onTree(change, to: object, as: meaning), "\(object) by \(change)")
            }
        }
    }
}
