import HTTPServer
import KeyValueStore
import Users

extension UserRoutes {
    /// `GET /users/{id}`: from the cache in the same pass where it can, else from the store.
    func get(_ head: borrowing RequestHead, _ captures: PathCaptures, _ writer: inout ResponseWriter)
        -> HTTPHandling
    {
        if isPlain(head), let entry = cachedEntry(head, captures[0]) {
            if answerFromCache(entry, head, &writer) { return .answered }
        }
        return getLater(head, captures, &writer)
    }

    /// Whether nothing in the request asks for more than the stored bytes.
    private func isPlain(_ head: borrowing RequestHead) -> Bool {
        if head.query != nil || head.contains(.cacheControl) || head.contains(.ifMatch) { return false }
        return MediaType.isAccepted(MediaType.json, head)
    }

    private func cachedEntry(_ head: borrowing RequestHead, _ segment: RequestHead.Slice) -> CachedEntry? {
        let now = context.clock.monotonicNanoseconds()
        return head.withBytes(of: segment) { id in
            // A percent sign is not in the grammar, so what passes needs no decoding.
            guard UserID.isValid(id) else { return nil }
            return context.cache.cached(prefix: KVOperations.keyPrefix, name: id, now: now)
        }
    }

    /// Writes the answer that a cached entry gives; false where it takes a closer look, off the loop.
    private func answerFromCache(
        _ cached: CachedEntry,
        _ head: borrowing RequestHead,
        _ writer: inout ResponseWriter
    ) -> Bool {
        let now = context.clock.monotonicNanoseconds()
        guard let entry = cached.entry else {
            writeNotFound(cached, now, &writer)
            return true
        }
        let tag = cached.attachment
        if tag.isEmpty { return false }
        if head.contains(.ifNoneMatch) {
            guard let isUnchanged = isUnchanged(tag, head) else { return false }
            if isUnchanged {
                writer.begin(.notModified)
                writeCommonFields(cached, entry, tag, now, &writer)
                writer.end()
                return true
            }
        }
        writer.begin(.ok)
        writer.field("Content-Type", "application/json")
        writeCommonFields(cached, entry, tag, now, &writer)
        writer.end(body: entry.value)
        return true
    }

    /// Whether `If-None-Match` names the tag; nil where its value breaks the grammar.
    private func isUnchanged(_ tag: [UInt8], _ head: borrowing RequestHead) -> Bool? {
        let isExactly = head.withValue(of: .ifNoneMatch) { $0.elementsEqual(tag) } ?? false
        if isExactly && !head.isRepeated(.ifNoneMatch) { return true }
        guard let value = head.value(of: .ifNoneMatch), let list = EntityTagList(value) else { return nil }
        return list.matchesWeakly(String(decoding: tag, as: UTF8.self))
    }

    private func writeCommonFields(
        _ cached: CachedEntry,
        _ entry: KVEntry,
        _ tag: [UInt8],
        _ now: Int64,
        _ writer: inout ResponseWriter
    ) {
        writer.text("ETag: ")
        writer.renderedFields(tag)
        writer.text("\r\nCache-Control: private, no-cache\r\n")
        if let expiration = entry.expiration { writer.field("Expiration", expiration) }
        writeCacheStatus(cached, now, &writer)
        writer.text("\r\n")
    }

    private func writeCacheStatus(_ cached: CachedEntry, _ now: Int64, _ writer: inout ResponseWriter) {
        let nanosecondsPerSecond: Int64 = 1_000_000_000
        writer.field("Age", max(0, now - cached.loadedAtNanoseconds) / nanosecondsPerSecond)
        writer.text("Cache-Status: userkv-lru; hit; ttl=")
        writer.decimal(max(0, cached.freshUntilNanoseconds - now) / nanosecondsPerSecond)
    }

    /// Writes the problem document of an absence that the cache knows, without building it anew.
    private func writeNotFound(_ cached: CachedEntry, _ now: Int64, _ writer: inout ResponseWriter) {
        let requestID = writer.fixedRequestID()
        writer.begin(.notFound)
        writer.field("Content-Type", "application/problem+json")
        writer.field("Cache-Control", "no-store")
        writeCacheStatus(cached, now, &writer)
        writer.text("; detail=negative\r\n")
        writer.end(body: NotFoundDocument.body(requestID: requestID))
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
            return .later {
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
        _ requestID: String
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
        return UserAnswer.representation(.ok, user, fields: fields)
    }
}
