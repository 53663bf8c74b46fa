import HTTPServer

/// `/openapi.json` and `/docs`, about the routes given and about themselves.
package struct DocumentationRoutes: Sendable {
    private let described: [APIRoute]
    private let version: String

    package init(describing routes: [APIRoute], version: String) {
        described = routes
        self.version = version
    }

    /// Both of them.
    package var routes: [APIRoute] {
        let documentOperation = Operations.document(
            "openAPI",
            "This interface in OpenAPI 3.1",
            type: MediaType.json
        )
        let pageOperation = Operations.document(
            "documentation",
            "This interface for people",
            type: "text/html"
        )
        let placeholder: APIRoute.Handler = { _, _, _ in .response(HTTPResponse(.noContent)) }
        let all =
            described + [
                APIRoute(.get, "/openapi.json", documentOperation, isPublic: true, handler: placeholder),
                APIRoute(.get, "/docs", pageOperation, isPublic: true, handler: placeholder),
            ]
        let document = OpenAPIDocument(routes: all, version: version)
        let page = DocumentationPage(routes: all)
        return [
            APIRoute(.get, "/openapi.json", documentOperation, isPublic: true) { _, _, _ in
                .later(on: .pool) { Self.answer(MediaType.json, document.json) }
            },
            APIRoute(.get, "/docs", pageOperation, isPublic: true) { _, _, _ in
                .later(on: .pool) { Self.answer("text/html; charset=utf-8", Array(page.html.utf8)) }
            },
        ]
    }

    private static func answer(_ type: String, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(
            .ok,
            fields: [("Content-Type", type), ("Cache-Control", "no-cache")],
            body: .bytes(body)
        )
    }
}
