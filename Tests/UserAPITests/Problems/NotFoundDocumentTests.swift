import HTTPServer
import Testing

@testable import UserAPI

struct NotFoundDocumentTests {
    @Test func theRenderedDocumentIsTheProblemDocument() {
        let problem = Problem(.userNotFound, NotFoundDocument.detail)
        let rendered =
            NotFoundDocument.beforeRequestID + Array("a-b.c".utf8)
            + Array("\(NotFoundDocument.afterRequestID)".utf8)
        #expect(rendered == problem.documentText(requestID: .received("a-b.c")))
    }
}
