import HTTPServer
import JSON
import KeyValueStore
import Users

extension UserRoutes {
    /// `PUT /users/{id}`: sets the members given, keeps the others.
    func put(_ head: borrowing RequestHead, _ captures: PathCaptures, _ writer: inout ResponseWriter)
        -> HTTPHandling
    {
        answering(head, &writer) { (requestID) throws(Problem) in
            let id = try userID(head, captures)
            try MediaType.requireJSON(head)
            try requireAcceptsJSON(head)
            let preferences = Preferences(head)
            return try change(id, head, preferences, requestID) { (content) throws(UserError) in
                let members = try SentDocument(content)
                try members.checkIsObject()
                if preferences.isStrict { try checkMembers(members.object()) }
                return .members(members)
            }
        }
    }

    /// `PATCH /users/{id}`: JSON Merge Patch or JSON Patch, by content type.
    func patch(
        _ head: borrowing RequestHead,
        _ captures: PathCaptures,
        _ writer: inout ResponseWriter
    ) -> HTTPHandling {
        answering(head, &writer) { (requestID) throws(Problem) in
            let id = try userID(head, captures)
            let isJSONPatch = try isJSONPatch(head)
            try requireAcceptsJSON(head)
            let preferences = Preferences(head)
            return try change(id, head, preferences, requestID) { (content) throws(UserError) in
                let document = try SentDocument(content)
                if isJSONPatch { return .jsonPatch(try jsonPatch(document.value(), preferences)) }
                if preferences.isStrict, let members = try document.value().objectValue {
                    try checkMembers(members)
                }
                return .mergePatch(document)
            }
        }
    }

    private func jsonPatch(
        _ document: JSONValue,
        _ preferences: Preferences
    ) throws(UserError) -> JSONPatch {
        let patch: JSONPatch
        do throws(JSONPatchError) {
            patch = try JSONPatch(document, limits: patchLimits)
        } catch {
            throw .patch(error)
        }
        guard preferences.isStrict else { return patch }
        do throws(UserViolation) {
            try UserRules.checkMembersAreKnown(patch)
            return patch
        } catch {
            throw .violation(error)
        }
    }

    private var patchLimits: JSONPatchLimits {
        JSONPatchLimits(maximumResultBytes: context.settings.contentBytesMaximum)
    }

    private func isJSONPatch(_ head: borrowing RequestHead) throws(Problem) -> Bool {
        switch try MediaType.ofContent(head) {
        case MediaType.jsonPatch: return true
        case nil, MediaType.mergePatch, MediaType.json: return false
        default:
            throw Problem(
                .unsupportedMediaType,
                "A patch is sent as one of \(MediaType.acceptPatch).",
                fields: [("Accept-Patch", MediaType.acceptPatch)]
            )
        }
    }

    /// A request to change a user: what its head says, and how its content is read.
    private struct Change {
        let id: UserID
        let precondition: UserPrecondition
        let expiry: UserExpiry
        let preferences: Preferences
        let requestID: RequestID
        let read: @Sendable ([UInt8]) throws(UserError) -> UserChange
    }

    private func change(
        _ id: UserID,
        _ head: borrowing RequestHead,
        _ preferences: Preferences,
        _ requestID: RequestID,
        _ read: @escaping @Sendable ([UInt8]) throws(UserError) -> UserChange
    ) throws(Problem) -> HTTPHandling {
        let expiry = try expiry(head, Operations.updateUser)
        let change = Change(
            id: id,
            precondition: try changePrecondition(head),
            expiry: expiry,
            preferences: preferences,
            requestID: requestID,
            read: read
        )
        let maximum = context.settings.contentBytesMaximum
        if try RequestCoding.read(head) == .identity {
            return .collectReplying(maximum: maximum) { content, reply in carryOut(change, content, reply) }
        }
        return try collecting(head, maximum: maximum, requestID) { content in
            await carryOut(change, content)
        }
    }

    private func carryOut(_ change: Change, _ content: [UInt8], _ reply: HTTPReply) {
        do throws(UserError) {
            let userChange = try change.read(content)
            context.operations.updateUser(
                change.id,
                userChange,
                precondition: change.precondition,
                expiry: change.expiry,
                on: reply.executor
            ) { result in
                reply(answer(result, to: change, userChange))
            }
        } catch {
            reply(context.response(error, requestID: change.requestID))
        }
    }

    private func carryOut(_ change: Change, _ content: [UInt8]) async -> HTTPResponse {
        await responding(change.requestID) { () async throws(UserError) in
            let userChange = try change.read(content)
            let result: Result<User?, UserError>
            do throws(UserError) {
                let user = try await context.operations.updateUser(
                    change.id,
                    userChange,
                    precondition: change.precondition,
                    expiry: change.expiry
                )
                result = .success(user)
            } catch {
                result = .failure(error)
            }
            return answer(result, to: change, userChange)
        }
    }

    private func answer(
        _ result: Result<User?, UserError>,
        to change: Change,
        _ userChange: UserChange
    ) -> HTTPResponse {
        switch result {
        case .success(let user?):
            return UserAnswer.change(
                to: user,
                change.preferences,
                fields: atomicity(change.precondition)
            )
        case .success(nil):
            var problem = Problem(.userNotFound, NotFoundDocument.detail)
            problem.fields = [("Cache-Status", CacheStatus.write)]
            return problem.response(requestID: change.requestID)
        case .failure(let error):
            return response(
                Self.placed(error, userChange),
                toWriteWith: change.precondition,
                checksFirst: false,
                requestID: change.requestID
            )
        }
    }

    /// An error with the place that it has in what the client sent.
    private static func placed(_ error: UserError, _ change: UserChange) -> UserError {
        guard case .jsonPatch = change, case .violation(var violation) = error else { return error }
        // The place is one of the user as it would become, which is no place in the content.
        violation.pointer = ""
        return .violation(violation)
    }

    /// Refuses members without a meaning, for a client that prefers it so.
    func checkMembers(_ members: JSONObject) throws(UserError) {
        do throws(UserViolation) {
            try UserRules.checkMembersAreKnown(members)
        } catch {
            throw .violation(error)
        }
    }

    /// `DELETE /users/{id}`: 204 whether or not there was such a user.
    func delete(
        _ head: borrowing RequestHead,
        _ captures: PathCaptures,
        _ writer: inout ResponseWriter
    ) -> HTTPHandling {
        answering(head, &writer) { (requestID) throws(Problem) in
            _ = try QueryParameters(head, allowed: Operations.deleteUser.queryNames)
            let precondition = try changePrecondition(head)
            let fields = atomicity(precondition) + [("Cache-Status", CacheStatus.write)]
            guard let id = captures.parameter(0, of: head, as: UserID.self) else {
                // No user can have this id, so it is as absent as any other.
                if precondition.holds(for: nil) { return .response(HTTPResponse(.noContent, fields: fields)) }
                var problem = Problem(.preconditionFailed(current: nil))
                problem.fields += fields
                throw problem
            }
            return .later(on: .eventLoop) {
                await writing(requestID, precondition) { () async throws(UserError) in
                    try await context.operations.deleteUser(id, precondition: precondition)
                    return HTTPResponse(.noContent, fields: fields)
                }
            }
        }
    }
}
