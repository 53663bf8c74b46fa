import Testing

@testable import Users

struct UserProjectionTests {
    static let rows = [
        (["id"], #"{"id":"u1"}"#),
        (["n", "id"], #"{"id":"u1","n":1.0}"#),
        (["absent"], "{}"),
        (["id", "absent"], #"{"id":"u1"}"#),
        (["é"], #"{"\u00e9":[1e3]}"#),
    ]

    @Test(arguments: rows)
    func theMembersNamedStayAsTheyAreInTheirOrder(names: [String], expected: String) throws {
        let json = Array(#"{"id":"u1","n":1.0,"\u00e9":[1e3]}"#.utf8)
        let projection = try #require(UserProjection(names))
        #expect(String(decoding: projection.apply(to: json), as: UTF8.self) == expected)
    }

    @Test func noNameAnEmptyNameAndTooManyNamesAreRefused() {
        let most = (0..<UserProjection.membersMaximum).map { "m\($0)" }
        #expect(UserProjection([]) == nil)
        #expect(UserProjection(["id", ""]) == nil)
        #expect(UserProjection(most) != nil)
        #expect(UserProjection(most + ["one"]) == nil)
    }
}
