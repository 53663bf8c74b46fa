import HTTPServer
import JSON
import KeyValueStore
import Users

extension UserRoutes {
    /// What the head of a request says about the user to create.
    private struct Creation {
        let precondition: UserPrecondition
        let expiry: UserExpiry
        let preferences: Preferences
        let requestID: RequestID

        /// Whether a user that is there is all that can stand in the way.
        ///
        /// Creating is conditional on absence anyway; the only precondition that adds something is the one that says so.
        var isPlain: Bool { precondition == .none || precondition == .absent }
    }

    /// `POST /users`: creates a user.
    ///
    /// The usual request has no task: making one and finding the way back through its frames takes a sixth of all that a
    /// creation takes on the event loop.
    func create(_ head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling {
        answering(head, &writer) { (requestID) throws(Problem) in
            try MediaType.requireJSON(head)
            try requireAcceptsJSON(head)
            let expiry = try expiry(head, Operations.createUser)
            let creation = Creation(
                precondition: try Preconditions.read(head),
                expiry: expiry,
                preferences: Preferences(head),
                requestID: requestID
            )
            let key = try IdempotencyKey.read(head)
            let maximum = context.settings.contentBytesMaximum
            if key == nil, creation.isPlain, try RequestCoding.read(head) == .identity {
                return .collectReplying(maximum: maximum) { content, reply in
                    create(content, creation, reply)
                }
            }
            let request = IdempotentRequest(head)
            return try collecting(head, maximum: maximum, requestID) { content in
                guard let key else { return await create(content, creation) }
                return await IdempotencyGuard(context: context).run(
                    key,
                    fingerprint: request.fingerprint(content),
                    requestID: requestID
                ) {
                    await create(content, creation)
                }
            }
        }
    }

    private func create(_ content: [UInt8], _ creation: Creation, _ reply: HTTPReply) {
        do throws(UserError) {
            context.operations.createUser(
                try sentDocument(content, creation),
                precondition: creation.precondition,
                expiry: creation.expiry,
                on: reply.executor
            ) { result in
                reply(answer(result, creation))
            }
        } catch {
            reply(context.response(error, requestID: creation.requestID))
        }
    }

    private func create(_ content: [UInt8], _ creation: Creation) async -> HTTPResponse {
        let sent: SentDocument
        do throws(UserError) {
            sent = try sentDocument(content, creation)
        } catch {
            return context.response(error, requestID: creation.requestID)
        }
        do throws(UserError) {
            if !creation.isPlain { try await refuse(creation, sent) }
            let user = try await context.operations.createUser(
                sent,
                precondition: creation.precondition,
                expiry: creation.expiry
            )
            return answer(.success(user), creation)
        } catch {
            return answer(.failure(error), creation)
        }
    }

    private func sentDocument(_ content: [UInt8], _ creation: Creation) throws(UserError) -> SentDocument {
        let sent = try SentDocument(content)
        try sent.checkIsObject()
        if creation.preferences.isStrict { try checkMembers(try sent.object()) }
        return sent
    }

    /// Refuses a user that would have to match an entity tag, which one that does not exist yet never does.
    private func refuse(_ creation: Creation, _ sent: SentDocument) async throws(UserError) {
        guard let id = try sent.object()["id"]?.stringValue.flatMap({ UserID($0) }) else {
            throw .preconditionFailed(current: nil)
        }
        let directive = KVReadDirective(bypassesCache: true)
        throw .preconditionFailed(
            current: try await context.operations.getUser(id, directive: directive).user
        )
    }

    private func answer(_ result: Result<User, UserError>, _ creation: Creation) -> HTTPResponse {
        switch result {
        case .success(let user):
            UserAnswer.change(
                to: user,
                creation.preferences,
                isNew: true,
                fields: atomicity(creation.precondition)
            )
        case .failure(let error):
            response(
                error,
                toWriteWith: creation.precondition,
                checksFirst: true,
                requestID: creation.requestID
            )
        }
    }
}

extension EventLoopTaskExecutor: KVCallbackExecutor {}
