package import HTTPServer

/// The application that the server serves: authentication, the routes, and the answers where there is no route.
package struct UserAPIApplication: HTTPApplication {
    private let context: UserAPIContext
    private let keys: APIKeys
    private let origins: CrossOriginPolicy
    private let router: Router
    private let routes: [ServedRoute]

    /// Builds the table of routes.
    ///
    /// - Throws: `RouteClash` where two routes serve the same requests.
    package init(
        context: UserAPIContext,
        keys: APIKeys,
        origins: CrossOriginPolicy = .none,
        routes: [APIRoute]
    ) throws(RouteClash) {
        self.context = context
        self.origins = origins
        self.keys = keys
        var builder = RouterBuilder<ServedRoute>()
        for route in routes {
            let served = ServedRoute(
                route,
                number: context.metrics.number(ofRoute: "\(route.pattern)")
            )
            try builder.add(route.method, route.pattern, served)
            if route.method == .get {
                try builder.add(.head, route.pattern, served)
            }
        }
        (router, self.routes) = builder.frozen()
    }

    package func respond(to head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling {
        writer.additionalFields = origins.fields(for: head)
        let resolution = router.resolve(head)
        if case .found(let endpoint, let captures) = resolution {
            writer.route = routes[endpoint].number
            if !routes[endpoint].isPublic, !isAdmitted(head) { return refuseAuthentication(&writer) }
            return routes[endpoint].handler(head, captures, &writer)
        }
        if case .methodNotAllowed(let methods) = resolution,
            let fields = origins.preflightFields(for: head, allow: methods.allowValue)
        {
            // A browser asks without the key that the request itself will carry.
            return .response(HTTPResponse(.noContent, fields: fields))
        }
        if !isAdmitted(head) { return refuseAuthentication(&writer) }
        return answerUnrouted(head, resolution, &writer)
    }

    package func response(refusing error: RequestError, requestID: RequestID) -> HTTPResponse {
        Problem(error).response(requestID: requestID)
    }

    private func isAdmitted(_ head: borrowing RequestHead) -> Bool {
        if !keys.isRequired { return true }
        if head.isRepeated(.authorization) { return false }
        return head.withValue(of: .authorization, keys.admits) ?? false
    }

    private func refuseAuthentication(_ writer: inout ResponseWriter) -> HTTPHandling {
        let problem = Problem(
            .unauthorized,
            "Send an API key: Authorization: Bearer <key>.",
            fields: [("WWW-Authenticate", "Bearer realm=\"userkv\"")]
        )
        return .response(problem.response(requestID: writer.fixedRequestID()))
    }

    private func answerUnrouted(
        _ head: borrowing RequestHead,
        _ resolution: Router.Resolution,
        _ writer: inout ResponseWriter
    ) -> HTTPHandling {
        if head.isAsterisk { return .response(HTTPResponse(.noContent)) }
        if head.method == nil {
            let problem = Problem(.notImplemented, "The method is not one that this server implements.")
            return .response(problem.response(requestID: writer.fixedRequestID()))
        }
        switch resolution {
        case .methodNotAllowed(var methods):
            methods.insert(.options)
            return answerOtherMethod(head, methods, &writer)
        case .trailingSlash:
            return .response(redirectWithoutSlash(head))
        case .malformed:
            let problem = Problem(
                .invalidPath,
                "The path holds a percent-encoding that is broken or is not text."
            )
            return .response(problem.response(requestID: writer.fixedRequestID()))
        case .notFound, .found:
            let problem = Problem(.notFound, "No route serves this path.")
            return .response(problem.response(requestID: writer.fixedRequestID()))
        }
    }

    private func answerOtherMethod(
        _ head: borrowing RequestHead,
        _ methods: MethodSet,
        _ writer: inout ResponseWriter
    ) -> HTTPHandling {
        var fields = [(name: "Allow", value: methods.allowValue)]
        if head.method == .options {
            if methods.contains(.patch) { fields.append(("Accept-Patch", MediaType.acceptPatch)) }
            return .response(HTTPResponse(.noContent, fields: fields))
        }
        let problem = Problem(
            .methodNotAllowed,
            "This path takes \(methods.allowValue).",
            fields: fields
        )
        return .response(problem.response(requestID: writer.fixedRequestID()))
    }

    /// The path without its last slash, for the same method and content (RFC 9110 section 15.4.9).
    private func redirectWithoutSlash(_ head: borrowing RequestHead) -> HTTPResponse {
        let query = head.queryText
        let target = head.pathText.dropLast() + (query.isEmpty ? "" : "?\(query)")
        return HTTPResponse(.permanentRedirect, fields: [("Location", String(target))])
    }
}
