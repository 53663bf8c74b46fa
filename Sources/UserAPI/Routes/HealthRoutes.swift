import HTTPServer
import KeyValueStore
import Logging

/// The routes that tell whether the process lives and can serve; they answer without an API key.
package struct HealthRoutes: Sendable {
    let context: UserAPIContext

    package init(context: UserAPIContext) {
        self.context = context
    }

    /// All of them.
    package var routes: [APIRoute] {
        [
            APIRoute(.get, "/", Self.operation("index", "What this is"), isPublic: true) { _, _, _ in
                .response(Self.index)
            },
            APIRoute(.get, "/livez", Self.operation("livez", "Whether the process lives"), isPublic: true) {
                _,
                _,
                _ in .response(Self.answer(.ok, "ok"))
            },
            APIRoute(.get, "/readyz", Self.readiness("readyz"), isPublic: true) { _, _, _ in
                .later(on: .eventLoop) { await readiness() }
            },
            APIRoute(.get, "/healthz", Self.readiness("healthz"), isPublic: true) { _, _, _ in
                .later(on: .eventLoop) { await readiness() }
            },
        ]
    }

    private static func operation(_ id: String, _ summary: String) -> OperationDescription {
        Operations.document(id, summary, type: MediaType.json)
    }

    private static func readiness(_ id: String) -> OperationDescription {
        Operations.document(id, "Whether requests should be sent here", type: MediaType.json, problems: true)
    }

    private static let index = HTTPResponse(
        .ok,
        fields: [("Content-Type", MediaType.json)],
        body: .bytes(Array("{\"service\":\"userkv\",\"users\":\"/users\",\"health\":\"/readyz\"}".utf8))
    )

    private func readiness() async -> HTTPResponse {
        if context.isDraining { return Self.answer(.serviceUnavailable, "draining") }
        do throws(KVError) {
            try await context.cache.checkReadiness()
            return Self.answer(.ok, "ok")
        } catch {
            context.logger.warning("not ready", metadata: ["reason": "\(error)"])
            return Self.answer(.serviceUnavailable, "store unavailable")
        }
    }

    private static func answer(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status,
            fields: [("Content-Type", MediaType.json), ("Cache-Control", "no-store")],
            body: .bytes(Array("{\"status\":\"\(text)\"}".utf8))
        )
    }
}
