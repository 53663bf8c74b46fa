import HTTPServer
import JSON
import Testing

@testable import UserAPI

struct ProblemCodeTests {
    @Test(arguments: ProblemCode.allCases)
    func theDocumentOfEveryCodeHasTheMembersOfTheStandard(code: ProblemCode) throws {
        let problem = Problem(code, "What \"happened\".", errors: [.init(detail: "Here.", pointer: "/a~1b")])
        let document = try #require(
            JSONParser.parse(problem.documentText(requestID: .received("r1"))).objectValue
        )
        #expect(document["type"]?.stringValue == "urn:userkv:problem:\(code.rawValue)")
        #expect(document["title"]?.stringValue == code.title)
        #expect(document["status"]?.int64Value == Int64(code.status.code))
        #expect(document["detail"]?.stringValue == "What \"happened\".")
        #expect(document["code"]?.stringValue == code.rawValue)
        #expect(document["requestId"]?.stringValue == "r1")
        let error = document["errors"]?.arrayValue?.first?.objectValue
        #expect(error?["pointer"]?.stringValue == "#/a~1b")
        #expect((400...599).contains(code.status.code))
    }

    @Test func codesAreWordsInLowerCaseAndTitlesDiffer() {
        for code in ProblemCode.allCases {
            #expect(
                code.rawValue.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || $0 == 0x2D || (0x30...0x39).contains($0)
                }
            )
        }
        #expect(Set(ProblemCode.allCases.map(\.title)).count == ProblemCode.allCases.count)
    }
}
