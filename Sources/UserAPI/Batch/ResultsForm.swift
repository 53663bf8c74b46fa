import HTTPServer

/// How a sequence of documents is sent: a document a line or one array, and with which content coding.
struct ResultsForm: Sendable {
    /// What decides about the form; told with every answer, also a refusal.
    static let vary = (name: "Vary", value: "Accept, Accept-Encoding")

    var isLines: Bool
    var coding: ResponseCoding

    /// What the client accepts.
    init(_ head: borrowing RequestHead) throws(Problem) {
        let (lines, json) =
            head.withWholeValue(of: .accept) { accept in
                (
                    MediaType.quality(of: "application/x-ndjson", in: accept),
                    MediaType.quality(of: "application/json", in: accept)
                )
            } ?? (1000, 1000)
        if lines == 0 && json == 0 {
            throw Problem(
                .notAcceptable,
                "Answers here are \(MediaType.json) or \(MediaType.ndjson).",
                fields: [Self.vary]
            )
        }
        isLines = lines > json
        do throws(Problem) {
            coding = try ResponseCoding.negotiate(head)
        } catch {
            var problem = error
            problem.fields.append(Self.vary)
            throw problem
        }
    }

    /// The member that the results of a batch are.
    static let resultsName = "results"

    /// The results of a batch as a whole.
    func whole(_ results: [BatchResult]) -> HTTPResponse {
        let capacity = results.indices.reduce(Self.resultsName.utf8.count) { $0 + results[$1].bytesExpected }
        var text = ResultsText(isLines: isLines, name: Self.resultsName, capacity: capacity)
        // By index, which copies no result.
        for index in results.indices { text.append { results[index].write(to: &$0) } }
        text.finish()
        return HTTPResponse(.ok, fields: fields, body: .bytes(text.bytes))
    }

    private var fields: [(name: String, value: String)] {
        [
            ("Content-Type", isLines ? MediaType.ndjson : MediaType.json), ("Cache-Control", "no-store"),
            Self.vary,
        ]
    }

    /// An answer that is sent while it is made.
    ///
    /// - Parameters:
    ///   - cacheStatus: what `Cache-Status` tells; nil for nothing.
    func streamed(
        cacheStatus: String? = nil,
        _ body: @escaping HTTPResponse.BodyStream
    ) -> HTTPResponse {
        var fields = fields
        if let cacheStatus { fields.append(("Cache-Status", cacheStatus)) }
        return HTTPResponse(.ok, fields: fields + coding.fields, body: .stream(body))
    }

    /// The results of a batch as a value, in lines, from which ``converted(_:)`` makes any form.
    static func lines(_ results: [[UInt8]]) -> HTTPResponse {
        HTTPResponse(
            .ok,
            fields: [
                ("Content-Type", MediaType.ndjson), ("Cache-Control", "no-store"),
                ("Cache-Status", CacheStatus.write),
            ],
            body: .bytes(results.reduce(into: []) { $0 += $1 + [0x0A] })
        )
    }

    /// The answer in this form for results that are at hand in lines; any other answer stays as it is.
    func converted(_ response: HTTPResponse) -> HTTPResponse {
        guard response.status.code == HTTPStatus.ok.code, case .bytes(let lines) = response.body else {
            return response
        }
        var response = response
        if !isLines {
            response.fields = response.fields.map {
                $0.name == "Content-Type" ? ($0.name, MediaType.json) : $0
            }
            var text = ResultsText(isLines: false, name: Self.resultsName, capacity: lines.count)
            for line in lines.split(separator: 0x0A) { text.append { $0 += line } }
            text.finish()
            response.body = .bytes(text.bytes)
        }
        response.fields.append(Self.vary)
        return ResponseCoding.coded(response, coding)
    }
}
