import CloudflareKV
import HTTPClient

/// The project's own KV REST API where the network would be: client and server must understand each other.
struct ServedAPITransport: HTTPTransport {
    let service: any KVAPIResponding
    /// Scheme and authority that the client believes in.
    let origin: String

    func send(_ request: HTTPClientRequest) async throws(HTTPTransportError) -> HTTPClientResponse {
        guard request.url.hasPrefix(origin) else { throw .notSent(.nameNotResolved) }
        let target = request.url.dropFirst(origin.count).split(separator: "?", maxSplits: 1)
        let answer = await service.handle(
            KVAPIRequest(
                method: request.method,
                rawPath: String(target[0]),
                rawQuery: target.count > 1 ? String(target[1]) : "",
                header: { request.headers[$0] },
                body: request.body ?? []
            )
        )
        var response = HTTPClientResponse(status: answer.status, body: answer.body)
        for header in answer.headers { response.headers.append(header.name, header.value) }
        return response
    }
}
