import JSON
import Testing

@testable import UserAPI

struct IdempotencyRecordTests {
    @Test func aRecordComesBackAsItWasKept() throws {
        let answer = IdempotencyRecord.Answer(
            status: 201,
            fields: [("Location", "/users/u1"), ("ETag", "\"x\"")],
            body: #"{"a":"\u0000\" é"}"#
        )
        let record = try #require(
            IdempotencyRecord(stored: IdempotencyRecord(fingerprint: "f", claim: "c", answer: answer).json)
        )
        #expect(record.fingerprint == "f")
        #expect(record.claim == "c")
        #expect(record.answer?.status == 201)
        #expect(
            record.answer?.fields.map { "\($0.name)=\($0.value)" } == ["Location=/users/u1", "ETag=\"x\""]
        )
        #expect(record.answer?.body == answer.body)
    }

    @Test func aRecordWithoutAnAnswerIsOfWorkUnderWay() throws {
        let record = try #require(
            IdempotencyRecord(stored: IdempotencyRecord(fingerprint: "f", claim: "c").json)
        )
        #expect(record.answer == nil)
    }

    @Test(arguments: ["", "{}", "[]", "x", #"{"fingerprint":1}"#])
    func whatIsNoRecordIsRefused(text: String) {
        #expect(IdempotencyRecord(stored: Array(text.utf8)) == nil)
    }
}
