import Bytes
import CloudflareKV
import HTTPServer

/// Serves the Cloudflare KV REST API under its base path, and everything else as before.
///
/// The path is looked at as it was received: the API decides about routes on the undecoded path.
struct KVAPIMount: HTTPApplication {
    private static let prefix: StaticString = "/client/v4/"
    /// What its requests are counted under.
    static let route = "/client/v4/{path...}"

    let responder: any KVAPIResponding
    let otherwise: any HTTPApplication
    let routeNumber: UInt16

    func respond(to head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling {
        let isMine = head.withBytes(of: head.path) { path in
            path.count >= Self.prefix.utf8CodeUnitCount
                && UnsafeRawBufferPointer(rebasing: path[..<Self.prefix.utf8CodeUnitCount]).equals(
                    Self.prefix
                )
        }
        guard isMine, let method = head.method else { return otherwise.respond(to: head, &writer) }
        writer.route = routeNumber
        let request = Self.request(head, method, clientAddress: writer.peerAddress)
        if let refusal = responder.refusal(of: request) { return .response(Self.response(refusal)) }
        let maximum = KVAPIService.maximumBodyBytes(method: request.method, rawPath: request.rawPath)
        if case .length(let length) = head.framing, length > maximum {
            let answer = KVAPIService.bodyTooLarge(
                method: request.method,
                rawPath: request.rawPath,
                declaredBytes: length
            )
            return .response(Self.response(answer))
        }
        let responder = responder
        return .collect(maximum: maximum, on: .pool) { content in
            var request = request
            request.body = content
            return await Self.carryOut(await responder.handle(request))
        }
    }

    func response(refusing error: RequestError, requestID: RequestID) -> HTTPResponse {
        otherwise.response(refusing: error, requestID: requestID)
    }

    private static func request(
        _ head: borrowing RequestHead,
        _ method: HTTPMethod,
        clientAddress: String
    ) -> KVAPIRequest {
        let kept = copy head
        return KVAPIRequest(
            method: method.name.description,
            rawPath: head.pathText,
            rawQuery: head.queryText,
            header: { kept.firstValue(named: $0) },
            repeatsAuthorization: head.values(named: "authorization").count > 1,
            clientAddress: clientAddress
        )
    }

    /// Waits as long as the answer says, then sends it, or breaks the connection.
    private static func carryOut(_ answer: KVAPIResponse) async -> HTTPResponse {
        var delay = answer.delayNanoseconds
        var response = response(answer)
        switch answer.disposition {
        case .send: break
        case .reset: response.breaksConnection = true
        case .stall(let nanoseconds):
            delay += nanoseconds
            response.breaksConnection = true
        }
        if delay > 0 { try? await Task.sleep(for: .nanoseconds(delay)) }
        return response
    }

    private static func response(_ answer: KVAPIResponse) -> HTTPResponse {
        HTTPResponse(
            HTTPStatus.known(UInt16(clamping: answer.status)),
            fields: answer.headers.map { ($0.name, $0.value) },
            body: .bytes(answer.body)
        )
    }
}
