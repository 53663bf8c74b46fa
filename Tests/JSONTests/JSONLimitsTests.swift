import JSON
import Testing

struct JSONLimitsTests {
    static func nested(_ depth: Int, _ open: String = "[", _ close: String = "]") -> String {
        String(repeating: open, count: depth) + String(repeating: close, count: depth)
    }

    @Test func sixtyFourLevelsAreAcceptedAndNoMore() throws {
        #expect(refusal(Self.nested(64)) == nil)
        let error = refusal(Self.nested(65))
        #expect(error?.reason == .tooDeep(limit: 64))
        #expect(error?.offset == 64)
        #expect(refusal(Self.nested(63, "{\"a\":[", "]}"))?.reason == .tooDeep(limit: 64))
        #expect(refusal(Self.nested(32, "[[", "]]")) == nil)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func endlessNestingIsRefusedAtTheLimit(opening: String) {
        let document = String(repeating: opening, count: 200_000)
        #expect(refusal(document)?.reason == .tooDeep(limit: 64))
    }

    @Test func theDepthCanBeSetUpToItsCeiling() {
        let limits = JSONLimits(maximumDepth: .max)
        #expect(limits.maximumDepth == JSONLimits.depthCeiling)
        #expect(refusal(Self.nested(JSONLimits.depthCeiling), limits: limits) == nil)
        #expect(refusal(Self.nested(JSONLimits.depthCeiling + 1), limits: limits) != nil)
        #expect(refusal("1", limits: JSONLimits(maximumDepth: 0)) == nil)
        #expect(refusal("[]", limits: JSONLimits(maximumDepth: -1))?.reason == .tooDeep(limit: 0))
    }

    @Test func aDocumentMayBeAsLongAsTheLimit() {
        let limits = JSONLimits(maximumBytes: 4)
        #expect(refusal("1234", limits: limits) == nil)
        let error = refusal("12345", limits: limits)
        #expect(error?.reason == .tooLarge(limit: 4))
        #expect(error?.offset == 4)
    }
}
