import HTTPServer
import JSON
import KeyValueStore
import Testing
import Users

@testable import UserAPI

/// The table from errors to answers.
struct ProblemErrorsTests {
    static let storeErrors: [(error: KVError, code: ProblemCode, retryAfter: String?)] = [
        (.invalidKey(.empty), .internalError, nil),
        (.metadataTooLarge(bytes: 2000), .internalError, nil),
        (.invalidListLimit(0), .internalError, nil),
        (.corrupt(reason: "secret"), .internalError, nil),
        (.valueTooLarge(bytes: 1), .payloadTooLarge, nil),
        (.invalidExpiration("text"), .invalidExpiration, nil),
        (.invalidCursor, .invalidCursor, nil),
        (.overloaded(retryAfter: .milliseconds(1500)), .overloaded, "2"),
        (.overloaded(retryAfter: .zero), .overloaded, "1"),
        (.unavailable(reason: "secret", retryAfter: nil), .backendUnavailable, "1"),
        (.unavailable(reason: "secret", retryAfter: .seconds(30)), .backendUnavailable, "30"),
        (.timedOut, .backendTimeout, nil),
        (.outcomeUnknown(reason: "secret"), .outcomeUnknown, nil),
        (.rejected(reason: "secret"), .backendRejected, nil),
        (.closed, .shuttingDown, "1"),
    ]

    @Test(arguments: storeErrors)
    func whatTheStoreCouldNotDoIsToldWithoutItsReason(error: KVError, code: ProblemCode, retryAfter: String?)
    {
        let problem = Problem(error)
        #expect(problem.code == code)
        #expect(problem.fields.first { $0.name == "Retry-After" }?.value == retryAfter)
        #expect(!problem.detail.contains("secret"))
    }

    static let requestErrors: [(error: RequestError, status: UInt16)] = [
        (.malformed("x"), 400), (.targetTooLong, 414), (.headTooLarge, 431),
        (.contentTooLarge(limit: 1), 413),
        (.versionNotSupported, 505), (.transferCodingNotSupported, 501), (.expectationFailed, 417),
        (.timedOut, 408),
    ]

    @Test(arguments: requestErrors)
    func whatIsWrongWithARequestHasItsStatus(error: RequestError, status: UInt16) {
        #expect(Problem(error).code.status.code == status)
    }

    static let patchErrors: [(error: JSONPatchError, code: ProblemCode, pointer: String?)] = [
        (JSONPatchError(.malformedDocument(.notAnArray)), .invalidPatch, nil),
        (JSONPatchError(.tooManyOperations(limit: 1)), .invalidPatch, nil),
        (JSONPatchError(.testFailed, operationIndex: 3, pointer: "/a"), .patchConflict, "/3"),
        (JSONPatchError(.tooManySteps(limit: 1), operationIndex: 0, pointer: "/a"), .payloadTooLarge, "/0"),
    ]

    @Test(arguments: patchErrors)
    func whatIsWrongWithAPatchNamesItsOperation(error: JSONPatchError, code: ProblemCode, pointer: String?) {
        let problem = Problem(.patch(error))
        #expect(problem.code == code)
        #expect(problem.errors.first?.pointer == pointer)
    }

    @Test(arguments: [
        ("", "#"), ("/email", "#/email"), ("/a b/~1", "#/a%20b/~1"), ("/é\u{1}", "#/%C3%A9%01"),
        ("/%\"^", "#/%25%22%5E"),
    ])
    func aPointerIsTheFragmentOfAURI(pointer: String, fragment: String) {
        #expect(Problem.fragment(pointer) == fragment)
    }

    @Test func aFailedPreconditionShowsWhatIsStored() throws {
        let user = User(
            id: try #require(UserID("u1")),
            json: Array("{}".utf8),
            expiration: nil,
            version: KVVersion(1)
        )
        let problem = Problem(.preconditionFailed(current: user))
        #expect(problem.current == user.json)
        #expect(problem.fields.first { $0.name == "ETag" }?.value == EntityTag(user.contentHash).text)
        #expect(Problem(.preconditionFailed(current: nil)).current == nil)
    }
}
