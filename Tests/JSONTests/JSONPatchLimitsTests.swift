import JSON
import Testing

struct JSONPatchLimitsTests {
    private func failure(of patch: String, on document: String, limits: JSONPatchLimits) throws
        -> JSONPatchError?
    {
        let patch = try json(patch)
        let document = try json(document)
        do {
            _ = try JSONPatch(patch, limits: limits).apply(to: document)
            return nil
        } catch {
            return error
        }
    }

    private func operations(_ count: Int, _ operation: String) -> String {
        "[" + Array(repeating: operation, count: count).joined(separator: ",") + "]"
    }

    @Test func aPatchMayHaveAsManyOperationsAsTheLimit() throws {
        let limits = JSONPatchLimits(maximumOperations: 3)
        let operation = #"{"op":"test","path":"","value":1}"#
        #expect(try failure(of: operations(3, operation), on: "1", limits: limits) == nil)
        let error = try failure(of: operations(4, operation), on: "1", limits: limits)
        #expect(error?.reason == .tooManyOperations(limit: 3))
    }

    @Test func theResultMayBeAsLongAsTheLimit() throws {
        let limits = JSONPatchLimits(maximumResultBytes: 9)
        #expect(
            try failure(of: #"[{"op":"add","path":"/-","value":"1234"}]"#, on: "[]", limits: limits) == nil
        )
        let error = try failure(of: #"[{"op":"add","path":"/-","value":"123456"}]"#, on: "[]", limits: limits)
        #expect(error?.reason == .tooLarge(limit: 9))
        #expect(error?.operationIndex == nil)
    }

    @Test func anIntermediateStateMayBeLongerThanTheResult() throws {
        let limits = JSONPatchLimits(maximumResultBytes: 5)
        let patch = #"[{"op":"add","path":"/-","value":"123456"},{"op":"remove","path":"/0"}]"#
        #expect(try failure(of: patch, on: "[]", limits: limits) == nil)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [#"{"op":"copy","from":"","path":"/a"}"#, #"{"op":"copy","from":"","path":"/-"}"#]
    )
    func copiesOfCopiesAreStopped(operation: String) throws {
        let document = operation.contains("/-") ? "[1,2,3]" : #"{"a":1,"b":2}"#
        let error = try failure(of: operations(1_000, operation), on: document, limits: .standard)
        #expect(error?.operationIndex != nil)
        #expect([.tooLarge(limit: 1_048_576), .tooDeep(limit: 64)].contains(error?.reason))
    }

    @Test(.timeLimit(.minutes(1)))
    func doublingWithoutDepthIsStoppedBySize() throws {
        // Each copy puts one array into the other and so doubles; the depth limit is far away.
        let limits = JSONPatchLimits(maximumResultBytes: 10_000, maximumDepth: JSONLimits.depthCeiling)
        let pair = #"{"op":"copy","from":"/a","path":"/b/-"},{"op":"copy","from":"/b","path":"/a/-"}"#
        let error = try failure(of: operations(100, pair), on: #"{"a":["x"],"b":["y"]}"#, limits: limits)
        #expect(error?.reason == .tooLarge(limit: 10_000))
        #expect((error?.operationIndex ?? .max) < 50)
    }

    @Test(.timeLimit(.minutes(1)))
    func movingALargeValueToAndFroIsBounded() throws {
        let large = "[" + Array(repeating: "1", count: 50_000).joined(separator: ",") + "]"
        let pair = #"{"op":"move","from":"/a","path":"/b"},{"op":"move","from":"/b","path":"/a"}"#
        let error = try failure(of: operations(500, pair), on: "{\"a\":\(large)}", limits: .standard)
        #expect(error?.reason == .tooLarge(limit: 1_048_576))
    }

    /// An object of many members, and the name of the last.
    private static let wide = (0..<10_000).map { #""m\#($0)":\#($0)"# }.joined(separator: ",")

    @Test(arguments: [
        (#"{"op":"test","path":"/m9999","value":9999}"#, 10_000),
        (#"{"op":"add","path":"/new","value":1}"#, 10_000),
        (#"{"op":"replace","path":"/m9999","value":9999}"#, 10_000),
        (#"{"op":"move","from":"/m0","path":"/m9999"}"#, 11_250),
    ])
    func lookingThroughALargeObjectIsCounted(operation: String, steps: Int) throws {
        let document = "{\(Self.wide)}"
        let patch = operations(1, operation)
        #expect(
            try failure(of: patch, on: document, limits: JSONPatchLimits(maximumSteps: steps + 1500)) == nil
        )
        let error = try failure(of: patch, on: document, limits: JSONPatchLimits(maximumSteps: steps - 1500))
        #expect(error?.reason == .tooManySteps(limit: steps - 1500))
        #expect(error?.operationIndex == 0)
    }

    @Test func movingUpManyElementsIsCounted() throws {
        let document = "[\(Array(repeating: "1", count: 8_000).joined(separator: ","))]"
        let limits = JSONPatchLimits(maximumSteps: 10_000)
        let insert = #"{"op":"add","path":"/0","value":1}"#
        #expect(try failure(of: operations(9, insert), on: document, limits: limits) == nil)
        let error = try failure(of: operations(100, insert), on: document, limits: limits)
        #expect(error?.reason == .tooManySteps(limit: 10_000))
        let append = #"{"op":"add","path":"/-","value":1}"#
        #expect(try failure(of: operations(1000, append), on: document, limits: limits) == nil)
    }

    @Test(arguments: [
        #"[{"op":"add","path":"/a/a","value":[[]]}]"#, #"[{"op":"replace","path":"/a/b","value":[[]]}]"#,
        #"[{"op":"copy","from":"/c","path":"/a/a"}]"#, #"[{"op":"move","from":"/c","path":"/a/a"}]"#,
    ])
    func noOperationNestsBeyondTheLimit(patch: String) throws {
        let document = #"{"a":{"b":1},"c":[[]]}"#
        #expect(try failure(of: patch, on: document, limits: JSONPatchLimits(maximumDepth: 4)) == nil)
        let error = try failure(of: patch, on: document, limits: JSONPatchLimits(maximumDepth: 3))
        #expect(error?.reason == .tooDeep(limit: 3))
        #expect(error?.operationIndex == 0)
    }

    @Test func aFailedPatchLeavesTheTargetAsItWas() throws {
        let document = try json(#"{"a":[1,{"b":2}]}"#)
        let before = document.bytes
        let patch = try JSONPatch(
            json(
                #"[{"op":"add","path":"/a/1/b","value":3},{"op":"remove","path":"/a/0"},{"op":"remove","path":"/x"}]"#
            )
        )
        #expect(throws: JSONPatchError.self) { try patch.apply(to: document) }
        #expect(document.bytes == before)
    }
}
