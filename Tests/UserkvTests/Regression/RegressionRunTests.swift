import HTTPClient
import Synchronization
import Testing

@testable import userkv

struct RegressionRunTests {
    /// Answers every request with an empty page and remembers what was asked.
    final class EmptyService: HTTPTransport {
        let requests = Mutex<[String]>([])

        func send(_ request: HTTPClientRequest) async throws(HTTPTransportError) -> HTTPClientResponse {
            requests.withLock { $0.append("\(request.method) \(request.url)") }
            return HTTPClientResponse(status: 200, body: Array(#"{"users":[],"cursor":null}"#.utf8))
        }
    }

    let service = EmptyService()
    let client: RegressionClient

    init() {
        client = RegressionClient(baseURL: "http://test/", apiKey: nil, transport: service)
    }

    @Test func aCheckThatThrowsFailsAndTheOthersRun() async {
        let checks = [
            RegressionCheck("g", "passes") { _ in },
            RegressionCheck("g", "fails") { _ in throw RegressionFailure("because") },
            RegressionCheck("g", "passes too") { _ in },
        ]
        let results = await RegressionRun(client: client) { _ in }.run(checks)
        #expect(results.map(\.outcome) == [.passed, .failed("because"), .passed, .passed])
        #expect(results.last?.group == "cleanup")
        #expect(results[1].line.contains("FAIL g: fails") && results[1].line.contains("because"))
    }

    @Test func aRunThatIsEndedSkipsTheRestAndCleansUpAllTheSame() async {
        let client = client
        let run = Task {
            await RegressionRun(client: client) { _ in }.run([
                RegressionCheck("g", "ends it") { _ in withUnsafeCurrentTask { $0?.cancel() } },
                RegressionCheck("g", "never runs") { _ in Issue.record("it ran") },
            ])
        }
        let results = await run.value
        #expect(results.map(\.outcome) == [.passed, .skipped, .passed])
        let asked = service.requests.withLock { $0 }
        #expect(asked == ["GET http://test/users?limit=1000&prefix=\(client.prefix)"])
    }

    /// Answers nothing, and ends a request when its task is cancelled.
    final class HangingService: HTTPTransport {
        private let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        /// Ends only with its task.
        private let (silence, sound) = AsyncStream.makeStream(of: Void.self)

        func send(_ request: HTTPClientRequest) async throws(HTTPTransportError) -> HTTPClientResponse {
            beginning.yield()
            for await _ in silence {}
            throw .cancelled(maySent: true)
        }

        /// Returns when a request has come.
        func request() async {
            for await _ in begun { return }
        }
    }

    @Test(.timeLimit(.minutes(1))) func anInterruptEndsARequestThatHangs() async {
        let service = HangingService()
        let client = RegressionClient(
            baseURL: "http://test",
            apiKey: nil,
            transport: service,
            interruptGrace: .zero
        )
        let sending = Task { try await client.send("GET", "/users") }
        await service.request()
        sending.cancel()
        await #expect(throws: RegressionFailure.self) { try await sending.value }
    }

    @Test func everyIdOfARunIsNewAndBeginsWithItsPrefix() {
        let other = RegressionClient(baseURL: "http://test", apiKey: nil, transport: service)
        let ids = (0..<100).map { _ in client.newID() } + (0..<100).map { _ in other.newID() }
        #expect(Set(ids).count == 200)
        #expect(ids.prefix(100).allSatisfy { $0.hasPrefix(client.prefix) })
        #expect(client.prefix != other.prefix)
    }
}
