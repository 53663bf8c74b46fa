import Bytes
import HTTPServer
import KeyValueStore
import Users

extension UserRoutes {
    /// `GET /users/{id}`: in the same pass where the cache has it or the store can say at once, else off the loop.
    func get(_ head: borrowing RequestHead, _ captures: PathCaptures, _ writer: inout ResponseWriter)
        -> HTTPHandling
    {
        if isPlain(head), answerAtOnce(head, captures[0], &writer) { return .answered }
        return getLater(head, captures, &writer)
    }

    private func answerAtOnce(
        _ head: borrowing RequestHead,
        _ segment: RequestHead.Slice,
        _ writer: inout ResponseWriter
    ) -> Bool {
        let now = context.clock.monotonicNanoseconds()
        var account: CacheAccount?
        let found = head.withBytes(of: segment) { id -> CachedEntry? in
            // A percent sign is not in the grammar, so what passes needs no decoding.
            guard UserID.isValid(id) else { return nil }
            if let cached = context.cache.cached(prefix: KVOperations.keyPrefix, name: id, now: now) {
                account = CacheStatus.account(ofHit: cached, atNanoseconds: now)
                return cached
            }
            let loaded = context.cache.loadInPlace(prefix: KVOperations.keyPrefix, name: id, now: now)
            account = loaded.map { CacheStatus.account(of: $0.miss) }
            return loaded?.cached
        }
        guard let cached = found, let account else { return false }
        return answer(cached, account, head, &writer)
    }

    /// Whether nothing in the request asks for more than the stored bytes.
    private func isPlain(_ head: borrowing RequestHead) -> Bool {
        if head.query != nil || head.contains(.cacheControl) || head.contains(.ifMatch) { return false }
        return MediaType.acceptsJSON(head)
    }

    /// Writes the answer that an entry gives; false where it takes a closer look, off the loop.
    private func answer(
        _ cached: CachedEntry,
        _ account: CacheAccount,
        _ head: borrowing RequestHead,
        _ writer: inout ResponseWriter
    ) -> Bool {
        guard let value = cached.value else {
            NotFoundDocument.fields.withUnsafeBytes { fields in
                writer.writeCached(.notFound, fields: fields, account, NotFoundDocument.content)
            }
            return true
        }
        return cached.attachment.withUnsafeBytes { attachment in
            if attachment.isEmpty { return false }
            var isUnchanged = false
            if head.contains(.ifNoneMatch) {
                guard let matches = namesTag(CachedFields.tag(attachment), head) else { return false }
                isUnchanged = matches
            }
            writer.writeCached(
                isUnchanged ? .notModified : .ok,
                fields: isUnchanged
                    ? CachedFields.ofNotModified(attachment) : CachedFields.ofRepresentation(attachment),
                account,
                .bytes(value)
            )
            return true
        }
    }

    /// Whether `If-None-Match` names the tag; nil where its value breaks the grammar.
    private func namesTag(_ tag: UnsafeRawBufferPointer, _ head: borrowing RequestHead) -> Bool? {
        head.withWholeValue(of: .ifNoneMatch) { value in
            value.equals(tag) ? true : EntityTagList.namesWeakly(tag, value)
        } ?? nil
    }

    // MARK: Off the loop

    private func getLater(
        _ head: borrowing RequestHead,
        _ captures: PathCaptures,
        _ writer: inout ResponseWriter
    ) -> HTTPHandling {
        answering(head, &writer) { (requestID) throws(Problem) in
            let id = try userID(head, captures)
            _ = try QueryParameters(head, allowed: Operations.getUser.queryNames)
            try requireAcceptsJSON(head)
            let directive = CacheDirectives.read(head) ?? .standard
            let match = try Preconditions.list(.ifMatch, "If-Match", head)
            let noneMatch = try Preconditions.list(.ifNoneMatch, "If-None-Match", head)
            return .later(on: .eventLoop) {
                await responding(requestID) { () async throws(UserError) in
                    let reading = try await context.operations.getUser(id, directive: directive)
                    return try answer(reading, id, match, noneMatch, requestID)
                }
            }
        }
    }

    private func answer(
        _ reading: (user: User?, origin: KVReadOrigin),
        _ id: UserID,
        _ match: EntityTagList?,
        _ noneMatch: EntityTagList?,
        _ requestID: RequestID
    ) throws(UserError) -> HTTPResponse {
        let status = CacheStatus.fields(reading.origin, isNegative: reading.user == nil)
        if reading.origin == .notCached {
            var problem = Problem(.notCached, "The cache has no answer, and only a cached one was asked for.")
            problem.fields = status
            return problem.response(requestID: requestID)
        }
        guard let user = reading.user else {
            if match != nil { throw .preconditionFailed(current: nil) }
            var problem = Problem(.userNotFound, NotFoundDocument.detail)
            problem.fields = status
            return problem.response(requestID: requestID)
        }
        if !KVOperations.isUser(user.json) { throw .notAUser(id) }
        let tag = EntityTag(user.contentHash).text
        if let match, !match.matchesStrongly(tag) { throw .preconditionFailed(current: user) }
        let fields = status + [("Cache-Control", "private, no-cache")]
        if let noneMatch, noneMatch.matchesWeakly(tag) {
            return HTTPResponse(.notModified, fields: fields + [("ETag", tag)])
        }
        return UserAnswer.representation(of: user, fields: fields)
    }
}
