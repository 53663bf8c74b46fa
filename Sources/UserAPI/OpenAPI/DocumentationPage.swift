import HTTPServer

/// The operations as a page for people, without anything that would have to be loaded from elsewhere.
package struct DocumentationPage: Sendable {
    private let routes: [APIRoute]

    package init(routes: [APIRoute]) {
        self.routes = routes
    }

    /// The page.
    package var html: String {
        let sections = routes.map(section).joined(separator: "\n")
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>userkv API</title></head><body>
            <h1>userkv API</h1>
            <p>Users as JSON documents. The machine-readable form of this page is
            <a href="/openapi.json">/openapi.json</a>. Errors are problem documents (RFC 9457) with a stable
            <code>code</code>; all codes are at the <a href="#problems">end</a>.</p>
            \(sections)
            <h2 id="problems">Problem codes</h2>
            <table border="1" cellpadding="4"><tr><th>code</th><th>status</th><th>meaning</th></tr>
            \(problems)
            </table></body></html>

            """
    }

    private func section(_ route: APIRoute) -> String {
        let operation = route.operation
        var text =
            "<h2><code>\(route.method.name) \(Self.escaped(route.pattern.description))</code></h2>"
            + "<p>\(Self.escaped(operation.summary)).</p>"
        if !operation.parameters.isEmpty {
            text +=
                "<table border=\"1\" cellpadding=\"4\"><tr><th>parameter</th><th>in</th><th>meaning</th></tr>"
            for parameter in operation.parameters {
                text +=
                    "<tr><td><code>\(Self.escaped(parameter.name))</code></td><td>\(parameter.place.rawValue)</td>"
                text += "<td>\(Self.escaped(parameter.description))</td></tr>"
            }
            text += "</table>"
        }
        if !operation.requestContent.isEmpty {
            let types = operation.requestContent.map { "<code>\(Self.escaped($0.type))</code>" }
            text += "<p>Content: \(types.joined(separator: " or ")).</p>"
        }
        text += "<ul>"
        for answer in operation.answers {
            text += "<li><b>\(answer.status)</b> \(Self.escaped(answer.description))</li>"
        }
        for code in operation.problems {
            text += "<li><b>\(code.status.code)</b> <code>\(code.rawValue)</code></li>"
        }
        return text + "</ul>"
    }

    private var problems: String {
        ProblemCode.allCases.map { code in
            "<tr><td><code>\(code.rawValue)</code></td><td>\(code.status.code)</td>"
                + "<td>\(Self.escaped(code.title)).</td></tr>"
        }.joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
