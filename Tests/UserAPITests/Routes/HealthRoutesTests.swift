import JSON
import KeyValueStore
import Testing

@testable import UserAPI

struct HealthRoutesTests {
    @Test func readinessFollowsTheStoreAndLivenessDoesNot() async throws {
        let clock = SystemClock()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        try await UserService.run(.init(store: store, clock: clock)) { (service) async throws in
            for path in ["/readyz", "/healthz"] {
                store.fail(with: nil)
                #expect(try await service.send("GET", path).status == 200)
                store.fail(with: .unavailable(reason: "secret", retryAfter: nil))
                let answer = try await service.send("GET", path)
                #expect(answer.status == 503)
                #expect(!answer.text.contains("secret"))
            }
            #expect(try await service.send("GET", "/livez").text == #"{"status":"ok"}"#)
        }
    }

    @Test func aServerThatEndsIsNotReadyButLives() async throws {
        try await UserService.run { (service) async throws in
            service.context.beginDraining()
            #expect(try await service.send("GET", "/readyz").status == 503)
            #expect(try await service.send("GET", "/livez").status == 200)
        }
    }

    @Test func countersCountWhatTheCacheDid() async throws {
        try await UserService.run { service in
            try await service.create()
            service.context.cache.removeAll()
            for _ in 0..<3 { _ = try await service.send("GET", "/users/u1") }
            _ = try await service.send("GET", "/users/absent")
            _ = try await service.send("GET", "/users/absent")
            let metrics = try await service.send("GET", "/metrics")
            #expect(metrics["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = metrics.text.split(separator: "\n")
            #expect(lines.contains("userkv_cache_requests_total{result=\"hit\"} 2"))
            #expect(lines.contains("userkv_cache_requests_total{result=\"negative\"} 1"))
            #expect(lines.contains("userkv_cache_requests_total{result=\"miss\"} 2"))
            #expect(metrics.text.hasSuffix("\n"))
        }
    }

    @Test func theMetricsHoldWhatTheStoreTellsOfItself() async throws {
        let clock = SystemClock()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        store.fail(with: .timedOut)
        try await UserService.run(.init(store: store, clock: clock)) { service in
            let text = try await service.send("GET", "/metrics").text
            let expected = """
                # HELP userkv_scripted_calls_total Calls.
                # TYPE userkv_scripted_calls_total counter
                userkv_scripted_calls_total 7
                # HELP userkv_scripted_failing Whether it fails.
                # TYPE userkv_scripted_failing gauge
                userkv_scripted_failing 1

                """
            #expect(text.contains(expected))
        }
    }
}
