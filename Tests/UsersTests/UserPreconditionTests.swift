import Testing

@testable import Users

struct UserPreconditionTests {
    static let json = Array("{}".utf8)
    static let hash = ContentHash(json).hexadecimal

    static let rows: [(precondition: UserPrecondition, present: Bool, absent: Bool)] = [
        (.none, true, true),
        (.exists, true, false),
        (.absent, false, true),
        (.matches([hash]), true, false),
        (.matches(["other", hash]), true, false),
        (.matches(["other"]), false, false),
        (.matches([]), false, false),
        (.matchesNone([hash]), false, true),
        (.matchesNone(["other"]), true, true),
        (.matchesNone([]), true, true),
        (.both(.exists, .matchesNone(["other"])), true, false),
        (.both(.matchesNone(["other"]), .exists), true, false),
        (.both(.exists, .absent), false, false),
    ]

    @Test(arguments: rows)
    func itHoldsOrNot(row: (precondition: UserPrecondition, present: Bool, absent: Bool)) {
        #expect(row.precondition.holds(for: Self.json) == row.present)
        #expect(row.precondition.holds(for: nil) == row.absent)
    }
}
