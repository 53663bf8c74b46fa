import Testing

@testable import UserAPI

struct NotFoundDocumentTests {
    @Test func theRenderedDocumentIsTheOneThatWouldBeBuilt() {
        let problem = Problem(.userNotFound, NotFoundDocument.detail)
        #expect(NotFoundDocument.body(requestID: "a-b.c") == problem.documentText(requestID: "a-b.c"))
    }
}
