import HTTPServer

/// How a sequence of documents is sent: a document a line or one array, and with which content coding.
struct ResultsForm: Sendable {
    var isLines: Bool
    var coding: ResponseCoding

    /// What the client accepts.
    init(_ head: borrowing RequestHead) throws(Problem) {
        let accept = head.value(of: .accept) ?? "*/*"
        let lines = MediaType.quality(of: MediaType.ndjson, in: accept)
        let json = MediaType.quality(of: MediaType.json, in: accept)
        if lines == 0 && json == 0 {
            throw Problem(.notAcceptable, "Answers here are \(MediaType.json) or \(MediaType.ndjson).")
        }
        isLines = lines > json
        coding = try ResponseCoding.negotiate(head)
    }

    /// An answer that is sent while it is made.
    func answer(_ body: @escaping HTTPResponse.BodyStream) -> HTTPResponse {
        HTTPResponse(
            .ok,
            fields: [
                ("Content-Type", isLines ? MediaType.ndjson : MediaType.json), ("Cache-Control", "no-store"),
            ] + coding.fields,
            body: .stream(body)
        )
    }
}
