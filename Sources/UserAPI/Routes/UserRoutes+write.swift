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
                let members = try KVOperations.parseObject(content)
                try checkMembers(members, preferences)
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
                let document: JSONValue
                do throws(JSONError) {
                    document = try JSONParser.parse(content)
                } catch {
                    throw .json(error)
                }
                if !isJSONPatch {
                    if let members = document.objectValue { try checkMembers(members, preferences) }
                    return .mergePatch(document)
                }
                return .jsonPatch(try jsonPatch(document, preferences))
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

    private func change(
        _ id: UserID,
        _ head: borrowing RequestHead,
        _ preferences: Preferences,
        _ requestID: RequestID,
        _ read: @escaping @Sendable ([UInt8]) throws(UserError) -> UserChange
    ) throws(Problem) -> HTTPHandling {
        let expiry = try expiry(head, Operations.updateUser)
        let precondition = try changePrecondition(head)
        return try collecting(head, maximum: context.settings.contentBytesMaximum, requestID) { content in
            await responding(requestID) { () async throws(UserError) in
                let change = try read(content)
                return await writing(requestID, precondition) { () async throws(UserError) in
                    let user = try await update(id, change, precondition, expiry)
                    if let user {
                        return UserAnswer.change(to: user, preferences, fields: atomicity(precondition))
                    }
                    var problem = Problem(.userNotFound, NotFoundDocument.detail)
                    problem.fields = [("Cache-Status", CacheStatus.write)]
                    return problem.response(requestID: requestID)
                }
            }
        }
    }

    private func update(
        _ id: UserID,
        _ change: UserChange,
        _ precondition: UserPrecondition,
        _ expiry: UserExpiry
    ) async throws(UserError) -> User? {
        do throws(UserError) {
            return try await context.operations.updateUser(
                id,
                change,
                precondition: precondition,
                expiry: expiry
            )
        } catch {
            guard case .jsonPatch = change, case .violation(var violation) = error else { throw error }
            // The place is one of the user as it would become, which is no place in the content.
            violation.pointer = ""
            throw .violation(violation)
        }
    }

    func checkMembers(_ members: JSONObject, _ preferences: Preferences) throws(UserError) {
        guard preferences.isStrict else { return }
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
