import HTTPClient
import Testing

/// The transport against a real server on the loopback interface.
@Suite(.timeLimit(.minutes(1)))
struct CurlTransportTests {
    private let server: LoopbackServer

    init() throws {
        server = try LoopbackServer()
        server.start()
    }

    private func withTransport<Output>(
        _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
        _ body: (CurlTransport) async throws -> Output
    ) async throws -> Output {
        let transport = try CurlTransport(configuration)
        defer { server.stop() }
        let output = try await body(transport)
        await transport.close()
        return output
    }

    @Test(arguments: ["GET", "DELETE", "OPTIONS"])
    func sendsMethodsWithoutABody(method: String) async throws {
        let response = try await withTransport { transport in
            try await transport.send(HTTPClientRequest(method: method, url: server.url("/echo/a%2Fb?x=%20y")))
        }
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(response.status == 200)
        #expect(response.protocolVersion == .http11)
        #expect(text.hasPrefix("\(method) /echo/a%2Fb?x=%20y HTTP/1.1\r\n"))
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"], [0, 1, 100_000, 3_000_000])
    func sendsBodiesAndHeadersAsTheyAre(method: String, count: Int) async throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let response = try await withTransport { transport in
            var request = HTTPClientRequest(method: method, url: server.url("/echo"), body: body)
            request.headers = ["Authorization": "Bearer x", "X-Empty": ""]
            return try await transport.send(request)
        }
        let head = server.requests.first ?? ""
        #expect(head.hasPrefix("\(method) /echo HTTP/1.1\r\n"))
        #expect(head.contains("Authorization: Bearer x\r\n"))
        #expect(head.contains("X-Empty:"))
        #expect(!head.contains("Expect:"))
        #expect(!head.contains("Content-Type:"))
        #expect(response.body.suffix(count).elementsEqual(body))
        #expect(response.headers["X-TEST"] == "a, b")
    }

    @Test
    func headAnswersHaveNoBody() async throws {
        let response = try await withTransport { transport in
            try await transport.send(HTTPClientRequest(method: "HEAD", url: server.url("/bytes/0")))
        }
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
    }

    @Test
    func dotSegmentsAreNotFolded() async throws {
        let response = try await withTransport { transport in
            try await transport.send(HTTPClientRequest(url: server.url("/echo/../a/./b/%2e%2e/c")))
        }
        #expect(
            String(decoding: response.body, as: UTF8.self).hasPrefix("GET /echo/../a/./b/%2e%2e/c HTTP/1.1")
        )
    }

    @Test
    func sequentialRequestsShareAConnection() async throws {
        try await withTransport { transport in
            for _ in 0..<20 { _ = try await transport.send(HTTPClientRequest(url: server.url("/echo"))) }
        }
        #expect(server.connectionCount == 1)
    }

    @Test
    func aHundredConcurrentRequestsShareConnections() async throws {
        var configuration = HTTPClientConfiguration()
        configuration.connectionsMaximum = 8
        let answered = try await withTransport(configuration) { transport in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let body = Array("body \(number)".utf8)
                        let request = HTTPClientRequest(method: "POST", url: server.url("/echo"), body: body)
                        return try await transport.send(request).body.suffix(body.count).elementsEqual(body)
                            ? 1 : 0
                    }
                }
                return try await group.reduce(0, +)
            }
        }
        #expect(answered == 100)
        // libcurl may replace a connection, so more than eight can have been made by the end; at one time there are not.
        #expect(server.connectionCount < 50)
    }

    @Test
    func aRequestBeyondTheConnectionLimitWaitsUnsent() async throws {
        var configuration = HTTPClientConfiguration()
        configuration.connectionsMaximum = 4
        try await withTransport(configuration) { transport in
            let url = server.url("/silence")
            let tasks = (0..<4).map { _ in Task { try await transport.send(HTTPClientRequest(url: url)) } }
            while !Task.isCancelled, server.requests.count < 4 { await Task.yield() }
            _ = await #expect(throws: HTTPTransportError.timedOut(maySent: false)) {
                try await transport.send(HTTPClientRequest(url: url, timeout: .milliseconds(100)))
            }
            #expect(server.connectionCount == 4)
            for task in tasks {
                task.cancel()
                _ = await task.result
            }
        }
        #expect(server.requests.count == 4)
    }

    @Test(arguments: ["/bytes/1001", "/stream"])
    func answersBeyondTheLimitAreCutOff(path: String) async throws {
        try await expect(.responseTooLarge) {
            $0.url = server.url(path); $0.responseBytesMaximum = 1000
        }
    }

    @Test
    func anAnswerOfExactlyTheLimitPasses() async throws {
        let response = try await withTransport { transport in
            try await transport.send(
                HTTPClientRequest(url: server.url("/bytes/1000"), responseBytesMaximum: 1000)
            )
        }
        #expect(response.body.count == 1000)
    }

    @Test
    func headersBeyondTheLimitAreCutOff() async throws {
        try await expect(.responseTooLarge) { $0.url = server.url("/headers/80") }
    }

    @Test
    func silenceEndsWithTheTimeout() async throws {
        try await expect(.timedOut(maySent: true)) { request in
            request.url = server.url("/silence")
            request.timeout = .milliseconds(100)
        }
    }

    @Test
    func aRefusedConnectionMeansNothingWasSent() async throws {
        server.stop()
        let gone = try LoopbackServer()
        try await expect(.notSent(.connectionRefused)) { request in
            // Bound and listening, but port 1 of this machine is nobody's.
            request.url = "http://127.0.0.1:1/"
        }
        gone.stop()
    }

    @Test
    func anUnknownHostMeansNothingWasSent() async throws {
        try await expect(.notSent(.nameNotResolved)) { $0.url = "http://nowhere.invalid/" }
    }

    @Test(arguments: ["/reset", "/half"])
    func aBrokenConnectionLeavesTheOutcomeOpen(path: String) async throws {
        try await expect(.connectionLost) { $0.url = server.url(path) }
    }

    @Test
    func plainTextIsNoTLS() async throws {
        try await expect(.notSent(.secureConnectionFailed)) { $0.url = "https://127.0.0.1:\(server.port)/" }
    }

    @Test
    func redirectsAreAnswers() async throws {
        let response = try await withTransport { transport in
            try await transport.send(HTTPClientRequest(url: server.url("/redirect")))
        }
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/echo")
        #expect(server.requests.count == 1)
    }

    @Test
    func interimAnswersAreSkipped() async throws {
        let response = try await withTransport { transport in
            try await transport.send(HTTPClientRequest(url: server.url("/interim")))
        }
        #expect(response.status == 204)
        #expect(response.headers["x-early"] == nil)
        #expect(response.headers["x-late"] == "1")
    }

    @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/hostname", "127.0.0.1", "http://", "http://a b/", ""])
    func otherURLsAreRefused(url: String) async throws {
        try await expect(.notSent(.invalidRequest)) { $0.url = url }
    }

    @Test(arguments: [("X-A", "a\r\nX-B: b"), ("X A", "a"), ("X-A\n", "a"), ("", "a"), ("X-A", "a\u{0}")])
    func headersThatBreakOutAreRefused(name: String, value: String) async throws {
        try await expect(.notSent(.invalidRequest)) { request in
            request.url = server.url("/echo")
            request.headers.append(name, value)
        }
        #expect(server.requests.isEmpty)
    }

    @Test
    func cancellationEndsATransfer() async throws {
        try await withTransport { transport in
            let url = server.url("/silence")
            let task = Task { () throws(HTTPTransportError) in
                try await transport.send(HTTPClientRequest(url: url))
            }
            while !Task.isCancelled, server.requests.isEmpty { await Task.yield() }
            task.cancel()
            _ = await #expect(throws: HTTPTransportError.cancelled(maySent: true)) { try await task.value }
        }
    }

    @Test
    func aCancelledTaskSendsNothing() async throws {
        try await withTransport { transport in
            let url = server.url("/echo")
            // Many times, because a transport that only hurries after what it has begun is fast enough most times.
            for _ in 0..<300 {
                let task = Task { () throws(HTTPTransportError) in
                    while !Task.isCancelled { await Task.yield() }
                    return try await transport.send(HTTPClientRequest(url: url))
                }
                task.cancel()
                await #expect(throws: HTTPTransportError.cancelled(maySent: false)) { try await task.value }
            }
        }
        #expect(server.requests.isEmpty)
    }

    @Test
    func moreThanMayWaitIsRefused() async throws {
        var configuration = HTTPClientConfiguration()
        configuration.transfersMaximum = 1
        configuration.waitingMaximum = 1
        let url = server.url("/silence")
        let errors = try await withTransport(configuration) { transport in
            await withTaskGroup(of: HTTPTransportError?.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        do throws(HTTPTransportError) {
                            _ = try await transport.send(HTTPClientRequest(url: url))
                            return nil
                        } catch { return error }
                    }
                }
                // Whichever comes third is refused at once; nothing ends the other two but this cancellation.
                let first = await group.next()
                group.cancelAll()
                return await group.reduce(into: [first ?? nil]) { $0.append($1) }
            }
        }
        #expect(errors.count == 3)
        #expect(errors.first == .notSent(.tooManyTransfers))
        for error in errors.dropFirst() {
            guard case .cancelled = error else {
                Issue.record("\(String(describing: error)) is no cancellation")
                continue
            }
        }
    }

    @Test
    func closingFailsWhatIsUnderWayAndWhatComesAfter() async throws {
        let transport = try CurlTransport()
        let url = server.url("/silence")
        let task = Task { () throws(HTTPTransportError) in
            try await transport.send(HTTPClientRequest(url: url))
        }
        while !Task.isCancelled, server.requests.isEmpty { await Task.yield() }
        await transport.close()
        await #expect(throws: HTTPTransportError.closed(maySent: true)) { _ = try await task.value }
        await #expect(throws: HTTPTransportError.closed(maySent: false)) {
            _ = try await transport.send(HTTPClientRequest(url: url))
        }
        server.stop()
    }

    private func expect(
        _ expected: HTTPTransportError,
        _ change: (inout HTTPClientRequest) -> Void
    ) async throws {
        var request = HTTPClientRequest(url: "")
        change(&request)
        try await withTransport { transport in
            _ = await #expect(throws: expected) { try await transport.send(request) }
        }
    }
}
