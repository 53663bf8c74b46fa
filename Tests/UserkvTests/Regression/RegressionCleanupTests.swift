import HTTPClient
import JSON
import Synchronization
import Testing

@testable import userkv

struct RegressionCleanupTests {
    /// Takes every user whatever is wrong with it, and deletes only on a condition.
    final class CredulousService: HTTPTransport {
        private struct State {
            var ids: Set<String> = []
            var everMade: Set<String> = []
        }

        private let state = Mutex(State())
        private let undeletable: Set<String>

        init(undeletable: Set<String> = []) {
            self.undeletable = undeletable
        }

        var ids: Set<String> { state.withLock { $0.ids } }
        var everMade: Set<String> { state.withLock { $0.everMade } }

        func send(_ request: HTTPClientRequest) async throws(HTTPTransportError) -> HTTPClientResponse {
            let path = request.url.dropFirst("http://test".count)
            switch request.method {
            case "POST" where path == "/users": return create(request.body ?? [])
            case "DELETE":
                if !request.headers.contains("If-Match") { return HTTPClientResponse(status: 428) }
                let id = String(path.dropFirst("/users/".count)).replacing("%20", with: " ")
                if undeletable.contains(id) { return HTTPClientResponse(status: 503) }
                return HTTPClientResponse(
                    status: state.withLock { $0.ids.remove(id) } == nil ? 412 : 204
                )
            case "GET" where path.hasPrefix("/users?"): return page(path)
            default: return HTTPClientResponse(status: 200, body: Array("{}".utf8))
            }
        }

        private func create(_ body: [UInt8]) -> HTTPClientResponse {
            let sent = (try? JSONParser.parse(body))?.objectValue?["id"]?.stringValue
            return state.withLock { state in
                let id = sent ?? "made-\(state.everMade.count)"
                state.ids.insert(id)
                state.everMade.insert(id)
                var answer = HTTPClientResponse(status: 201, body: Array("{\"id\":\"\(id)\"}".utf8))
                // As behind a proxy that makes references absolute.
                let location = "https://users.example.com/users/\(id.replacing(" ", with: "%20"))"
                answer.headers.append("Location", location)
                return answer
            }
        }

        private func page(_ path: Substring) -> HTTPClientResponse {
            let prefix = path.split(separator: "prefix=").last?.prefix { $0 != "&" } ?? ""
            let users = ids.filter { $0.hasPrefix(prefix) }.map { "{\"id\":\"\($0)\"}" }
            let text = "{\"users\":[\(users.joined(separator: ","))],\"cursor\":null}"
            return HTTPClientResponse(status: 200, body: Array(text.utf8))
        }
    }

    private func client(_ service: any HTTPTransport) -> RegressionClient {
        RegressionClient(baseURL: "http://test", apiKey: nil, transport: service)
    }

    @Test func whatAServiceTakesThatItShouldRefuseIsRemoved() async {
        let service = CredulousService()
        let results = await RegressionRun(client: client(service)) { _ in }.run()
        #expect(results.last?.outcome == .passed, "\(results.last?.line ?? "")")
        #expect(service.everMade.count > 20)
        #expect(service.ids.isEmpty, "\(service.ids)")
    }

    @Test func everyUserHasThePrefixOfTheRunUnlessTheServiceMakesItsId() async {
        let service = CredulousService()
        let client = client(service)
        _ = await RegressionRun(client: client) { _ in }.run()
        // One check sends no id; one sends an array, and two send what is no JSON.
        let others = service.everMade.filter { !$0.hasPrefix(client.prefix) }
        #expect(others.allSatisfy { $0.hasPrefix("made-") }, "\(others)")
    }

    @Test func aUserThatCannotBeRemovedIsToldAndTheOthersGo() async {
        let service = CredulousService(undeletable: ["made-0"])
        let client = client(service)
        let checks = [
            RegressionCheck("g", "makes users") { client in
                _ = try await client.send("POST", "/users", body: "{}")
                for _ in 0..<3 { _ = try await client.create(client.newID()) }
            }
        ]
        let results = await RegressionRun(client: client) { _ in }.run(checks)
        #expect(service.ids == ["made-0"])
        guard case .failed(let reason) = results.last?.outcome else {
            Issue.record("the cleanup did not fail")
            return
        }
        #expect(reason.contains("/users/made-0: status 503"), "\(reason)")
    }

    @Test func aServiceThatDoesNotAnswerIsGivenUp() async throws {
        let service = SilentService()
        let client = client(service)
        for _ in 0..<20 { _ = try await client.send("POST", "/users", body: "{}") }
        service.isSilent.store(true, ordering: .relaxed)
        var cleanup = RegressionCleanup(client)
        do {
            try await cleanup.run()
            Issue.record("it did not fail")
        } catch {
            #expect(error.description.contains("20 failures"), "\(error)")
        }
        #expect(service.asked.load(ordering: .relaxed) == 20 + 2)
    }

    /// Makes users, and from some time on answers nothing.
    final class SilentService: HTTPTransport {
        let isSilent = Atomic<Bool>(false)
        let asked = Atomic<Int>(0)

        func send(_ request: HTTPClientRequest) async throws(HTTPTransportError) -> HTTPClientResponse {
            let number = asked.add(1, ordering: .relaxed).newValue
            if isSilent.load(ordering: .relaxed) { throw .closed(maySent: false) }
            var answer = HTTPClientResponse(status: 201)
            answer.headers.append("Location", "/users/made-\(number)")
            return answer
        }
    }
}
