import JSON
import Testing

/// Random and damaged documents from fixed seeds; the seed is the argument, so a failure can be run again alone.
struct JSONRobustnessTests {
    @Test(arguments: fuzzSeeds(300))
    func aRandomDocumentRoundTrips(seed: UInt64) throws {
        var source = RandomDocument(seed: seed)
        for _ in 0..<5 {
            let document = source.make()
            let value = try json(document)
            let compact = value.bytes
            #expect(compact.count == value.byteCount)
            #expect(try JSONParser.parse(compact) == value)
            #expect(try JSONParser.parse(compact).bytes == compact)
            #expect(value.isEquivalent(to: value))
            // White space outside strings is all that may be missing: nothing else was rewritten.
            #expect(withoutSpace(Array(document.utf8)) == withoutSpace(compact))
        }
    }

    private func withoutSpace(_ bytes: [UInt8]) -> [UInt8] {
        bytes.filter { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
    }

    @Test(arguments: fuzzSeeds(100))
    func anUnescapedAndReescapedDocumentIsEquivalent(seed: UInt64) throws {
        var source = RandomDocument(seed: seed)
        let value = try json(source.make())
        #expect(respelled(value).isEquivalent(to: value))
        #expect(value.isEquivalent(to: respelled(value)))
    }

    private func respelled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let string): JSONValue(string.value)
        case .array(let elements): .array(elements.map(respelled))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.reversed().map { member in
                        JSONMember(name: member.name.value, value: respelled(member.value))
                    }
                )
            )
        default: value
        }
    }

    @Test(arguments: fuzzSeeds(200))
    func aDamagedDocumentIsReadOrRefusedButNeverMisread(seed: UInt64) throws {
        var source = RandomDocument(seed: seed)
        var generator = SeededGenerator(seed: seed ^ 0xDA4A_6ED0)
        for _ in 0..<50 {
            let bytes = DamagedDocument.make(Array(source.make().utf8), &generator)
            do {
                let compact = try JSONParser.parse(bytes).bytes
                #expect(try JSONParser.parse(compact).bytes == compact)
                #expect(withoutSpace(bytes) == withoutSpace(compact))
            } catch {
                #expect((0...bytes.count).contains(error.offset))
                #expect(error.line >= 1 && error.column >= 1)
            }
        }
    }

    @Test(arguments: fuzzSeeds(100))
    func randomBytesAreReadOrRefused(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let length = Int.random(in: 0...24, using: &generator)
            let bytes = (0..<length).map { _ in DamagedDocument.tokens.randomElement(using: &generator) ?? 0 }
            if let error = refusal(bytes) { #expect((0...bytes.count).contains(error.offset)) }
        }
    }

    @Test(arguments: fuzzSeeds(200))
    func aMergePatchIsAppliedWithinItsBounds(seed: UInt64) throws {
        var source = RandomDocument(seed: seed)
        let patch = try json(source.make())
        let target = try json(source.make())
        let result = JSONMergePatch.apply(patch, to: target)
        #expect(result.byteCount <= patch.byteCount + target.byteCount)
        #expect(JSONMergePatch.apply(patch, to: result) == result)
    }

    @Test(arguments: fuzzSeeds(200))
    func aRandomPatchStaysWithinItsLimits(seed: UInt64) throws {
        var source = RandomDocument(seed: seed)
        var generator = SeededGenerator(seed: seed ^ 0x9A7C)
        let limits = JSONPatchLimits(maximumResultBytes: 20_000)
        for _ in 0..<20 {
            let target = try json(source.make())
            let before = target.bytes
            let value = try json(source.make())
            let patch = randomPatch(places: places(in: target), value: value, &generator)
            if let result = try? JSONPatch(patch, limits: limits).apply(to: target) {
                #expect(result.byteCount <= limits.maximumResultBytes)
                #expect(try JSONParser.parse(result.bytes) == result)
            }
            #expect(target.bytes == before)
        }
    }

    /// The pointers to all values in a document, and to the places behind its arrays.
    private func places(in value: JSONValue, below tokens: [String] = []) -> [String] {
        let here = JSONPointer(tokens: tokens).description
        switch value {
        case .array(let elements):
            let inner = elements.enumerated().flatMap {
                places(in: $0.element, below: tokens + ["\($0.offset)"])
            }
            return [here, here + "/-"] + inner
        case .object(let object):
            let inner = object.members.flatMap { places(in: $0.value, below: tokens + [$0.name.value]) }
            return [here, here + "/new"] + inner
        default:
            return [here]
        }
    }

    private func randomPatch(
        places: [String],
        value: JSONValue,
        _ generator: inout SeededGenerator
    ) -> JSONValue {
        let kinds = ["add", "remove", "replace", "move", "copy", "copy", "test"]
        let count = Int.random(in: 1...8, using: &generator)
        return .array(
            (0..<count).map { _ in
                let members = [
                    JSONMember(name: "op", value: JSONValue(kinds.randomElement(using: &generator) ?? "")),
                    JSONMember(name: "path", value: JSONValue(places.randomElement(using: &generator) ?? "")),
                    JSONMember(name: "from", value: JSONValue(places.randomElement(using: &generator) ?? "")),
                    JSONMember(name: "value", value: value),
                ]
                return .object(JSONObject(members))
            }
        )
    }
}
