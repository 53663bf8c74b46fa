import HTTPServer
import KeyValueStore
import Logging
import Users

/// The routes under `/users`.
package struct UserRoutes: Sendable {
    let context: UserAPIContext

    package init(context: UserAPIContext) {
        self.context = context
    }

    /// All of them.
    package var routes: [APIRoute] {
        [
            APIRoute(.get, "/users", Operations.listUsers) { head, _, writer in list(head, &writer) },
            APIRoute(.post, "/users", Operations.createUser) { head, _, writer in create(head, &writer) },
            APIRoute(.get, "/users/{id}", Operations.getUser) { head, captures, writer in
                get(head, captures, &writer)
            },
            APIRoute(.put, "/users/{id}", Operations.updateUser) { head, captures, writer in
                put(head, captures, &writer)
            },
            APIRoute(.patch, "/users/{id}", Operations.patchUser) { head, captures, writer in
                patch(head, captures, &writer)
            },
            APIRoute(.delete, "/users/{id}", Operations.deleteUser) { head, captures, writer in
                delete(head, captures, &writer)
            },
        ]
    }

    /// Runs the part of a handler that may refuse the request.
    func answering(
        _ head: borrowing RequestHead,
        _ writer: inout ResponseWriter,
        _ body: (_ requestID: RequestID) throws(Problem) -> HTTPHandling
    ) -> HTTPHandling {
        let requestID = writer.fixedRequestID()
        if let trace = TraceParent.traceID(head) {
            context.logger.debug("request", metadata: ["request-id": "\(requestID)", "trace-id": "\(trace)"])
        }
        do throws(Problem) {
            return try body(requestID)
        } catch {
            return .response(error.response(requestID: requestID))
        }
    }

    /// Runs an operation and turns its error into an answer.
    func responding(
        _ requestID: RequestID,
        _ body: () async throws(UserError) -> HTTPResponse
    ) async -> HTTPResponse {
        do throws(UserError) {
            return try await body()
        } catch {
            return context.response(error, requestID: requestID)
        }
    }

    /// Runs an operation that writes past the cache, and turns its error into an answer.
    func writing(
        _ requestID: RequestID,
        _ precondition: UserPrecondition,
        _ body: () async throws(UserError) -> HTTPResponse
    ) async -> HTTPResponse {
        do throws(UserError) {
            return try await body()
        } catch {
            return response(error, toWriteWith: precondition, checksFirst: false, requestID: requestID)
        }
    }

    /// The answer for an error of a write past the cache; it says so too, and how far a failed condition reached.
    ///
    /// - Parameters:
    ///   - checksFirst: whether the rules about users are checked before the store is asked.
    func response(
        _ error: UserError,
        toWriteWith precondition: UserPrecondition,
        checksFirst: Bool,
        requestID: RequestID
    ) -> HTTPResponse {
        if checksFirst, case .violation = error { return context.response(error, requestID: requestID) }
        var fields = [("Cache-Status", CacheStatus.write)]
        if case .preconditionFailed = error { fields += atomicity(precondition) }
        return context.response(error, requestID: requestID, fields: fields)
    }

    /// Collects the content of a request, expanded where it was sent compressed, and goes on with it.
    func collecting(
        _ head: borrowing RequestHead,
        maximum: Int,
        _ requestID: RequestID,
        _ work: @escaping @Sendable ([UInt8]) async -> HTTPResponse
    ) throws(Problem) -> HTTPHandling {
        switch try RequestCoding.read(head) {
        case .identity:
            return .collect(maximum: maximum, on: .eventLoop, work)
        case .gzip:
            // Short content may expand to much, which would hold up the other connections of the loop.
            return .collect(maximum: maximum, on: .pool) { content in
                let expanded: [UInt8]
                do throws(Problem) {
                    expanded = try RequestCoding.expanded(content, maximum: maximum)
                } catch {
                    return error.response(requestID: requestID)
                }
                return await work(expanded)
            }
        }
    }

    /// The user that a path names.
    func userID(_ head: borrowing RequestHead, _ captures: PathCaptures) throws(Problem) -> UserID {
        guard let id = captures.parameter(0, of: head, as: UserID.self) else {
            throw Problem(.userNotFound, "There is no user with this id.")
        }
        return id
    }

    /// The expiry that the query of a write sets, by the rules of Cloudflare KV.
    func expiry(
        _ head: borrowing RequestHead,
        _ operation: OperationDescription
    ) throws(Problem) -> UserExpiry {
        try expiry(try QueryParameters(head, allowed: operation.queryNames))
    }

    /// The expiry that the parameters of a write set.
    func expiry(_ query: QueryParameters) throws(Problem) -> UserExpiry {
        if query["expiration"] == nil && query["expiration_ttl"] == nil { return .unchanged }
        let timeToLive = try query.integer("expiration_ttl", in: Int64.min...Int64.max)
        let absolute = try query.integer("expiration", in: Int64.min...Int64.max)
        do throws(KVError) {
            return .at(
                try KVExpiration.resolve(
                    timeToLive: timeToLive,
                    absolute: absolute,
                    nowMilliseconds: context.clock.wallMilliseconds()
                )
            )
        } catch {
            throw Problem(error)
        }
    }

    /// How far the atomicity of a conditional write reaches, told with every conditional answer.
    func atomicity(_ precondition: UserPrecondition) -> [(name: String, value: String)] {
        if precondition == .none { return [] }
        return [("Userkv-Atomicity", context.cache.guarantees.conditions == .store ? "store" : "process")]
    }

    /// The precondition of a change, demanded where the settings say so.
    func changePrecondition(_ head: borrowing RequestHead) throws(Problem) -> UserPrecondition {
        let precondition = try Preconditions.read(head)
        if precondition == .none, context.settings.requiresPreconditions {
            throw Problem(
                .preconditionRequired,
                "Send If-Match with the ETag of the representation you have seen."
            )
        }
        return precondition
    }

    func requireAcceptsJSON(_ head: borrowing RequestHead) throws(Problem) {
        if !MediaType.acceptsJSON(head) {
            throw Problem(.notAcceptable, "Answers here are \(MediaType.json).")
        }
    }
}
