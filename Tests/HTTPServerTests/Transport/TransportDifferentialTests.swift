import Testing

@testable import HTTPServer

/// Connections over epoll against connections over channels of SwiftNIO: the same bytes in, the same bytes out.
@Suite struct TransportDifferentialTests {
    private static let streams = 150

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func clientsCannotTellTransportsApart(seed: UInt64) async throws {
        var servers: [TestServer] = []
        for transport in ServerLoops.Transport.allCases {
            servers.append(try await TestServer.start(over: transport))
        }
        let all = servers
        let differences = await TestServer.blocking {
            var generator = ExchangeGenerator(seed: seed)
            var answered = 0
            for _ in 0..<Self.streams {
                let exchange = generator.next()
                let answers = try all.map { try Self.answers(to: exchange, $0) }
                answered += answers[0].split(separator: "HTTP/1.1 200").count
                if Set(answers).count > 1 { return (answered, "\(exchange)\n\(answers)") }
            }
            return (answered, "")
        }
        for server in all { _ = await server.server.drain(timeout: .zero) }
        let (answered, difference) = try differences.get()
        #expect(difference == "")
        // A comparison of nothing but refusals would say nothing.
        #expect(answered > Self.streams)
    }

    /// Sends the parts of a stream, ends the input, and returns what comes back, without what is of its time.
    private static func answers(to exchange: [String], _ server: TestServer) throws -> String {
        let client = try server.connect()
        for part in exchange { client.trySend(Array(part.utf8)) }
        client.endInput()
        let lines = String(decoding: client.readToEnd(), as: UTF8.self).split(
            separator: "\r\n",
            omittingEmptySubsequences: false
        )
        return lines.filter {
            !$0.hasPrefix("Date: ") && !$0.contains("equest-Id: ") && !$0.hasPrefix("X-Refused: ")
        }
        .joined(separator: "\n")
    }
}

/// Makes streams of requests that the test application answers in each of its ways, cut into parts.
private struct ExchangeGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> [String] {
        var stream = ""
        for _ in 0...random.below(6) { stream += request() }
        var parts: [String] = []
        while !stream.isEmpty {
            let part = stream.prefix(1 + random.below(random.oneIn(4) ? 20 : 5000))
            parts.append(String(part))
            stream.removeFirst(part.count)
        }
        return parts
    }

    private mutating func request() -> String {
        switch random.below(10) {
        case 0...3:
            return "GET /\(random.pick(["now", "later", "response", "nothing"]))?\(random.below(100)) "
                + end()
        case 4: return "GET /big?\(random.below(400_000)) " + end()
        case 5: return "GET /download?\(random.below(100_000)) " + end()
        case 6: return "HEAD /now " + end()
        case 7: return random.pick(["GET /close ", "GET /now HTTP/9.9\r\n\r\n", "broken\r\n\r\n"]) + end()
        default:
            let content = String(repeating: "x", count: random.below(random.oneIn(3) ? 60_000 : 300))
            let path = random.pick(["collect", "reply", "reply?elsewhere", "upload", "now"])
            return "POST /\(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(content.count)\r\n\r\n" + content
        }
    }

    private func end() -> String { "HTTP/1.1\r\nHost: a\r\n\r\n" }
}
