import HTTPServer
import KeyValueStore
import Users

extension UserRoutes {
    /// `GET /users`: a page of users in key order.
    func list(_ head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling {
        answering(head, &writer) { (requestID) throws(Problem) in
            let query = try QueryParameters(head, allowed: Operations.listUsers.queryNames)
            let prefix = try prefix(query)
            let projection = try projection(query)
            let form = try ResultsForm(head)
            if CacheDirectives.read(head)?.onlyIfCached == true { return .response(notCached(requestID)) }
            if form.isLines { return try streamAll(query, prefix, projection, form, requestID) }
            let limits = Int64(1)...Int64(KVLimits.listPageItemsMaximum)
            let limit = Int(try query.integer("limit", in: limits) ?? Int64(KVOperations.listLimitStandard))
            let cursor = try cursor(query, prefix: prefix)
            let target = target(query, prefix: prefix, limit: limit)
            return .later(on: .pool) {
                await responding(requestID) { () async throws(UserError) in
                    let page = try await context.operations.listUsers(
                        prefix: prefix,
                        limit: limit,
                        cursor: cursor
                    )
                    return ResponseCoding.coded(
                        answer(page, prefix: prefix, projection, target: target),
                        form.coding
                    )
                }
            }
        }
    }

    /// Listings are never cached, so a client that wants nothing else gets none (RFC 9111 section 5.2.1.7).
    private func notCached(_ requestID: RequestID) -> HTTPResponse {
        let fields = CacheStatus.fields(.notCached, isNegative: false) + [ResultsForm.vary]
        return Problem(
            .notCached,
            "Listings are not cached, and only a cached one was asked for.",
            fields: fields
        )
        .response(requestID: requestID)
    }

    private func prefix(_ query: QueryParameters) throws(Problem) -> String {
        var prefix = query["prefix"] ?? ""
        guard prefix.withUTF8({ UserID.isValidPrefix(UnsafeRawBufferPointer($0)) }) else {
            throw Problem(.invalidQuery, "The query parameter \"prefix\" is not the beginning of a user id.")
        }
        return prefix
    }

    private func cursor(_ query: QueryParameters, prefix: String) throws(Problem) -> KVCursor? {
        guard let text = query["cursor"] else { return nil }
        guard let cursor = ListCursor.decode(text, prefix: prefix) else {
            throw Problem(.invalidCursor, "The cursor is not one that was given for this listing.")
        }
        return cursor
    }

    /// The members that `fields` names, separated by commas; nil for all.
    private func projection(_ query: QueryParameters) throws(Problem) -> UserProjection? {
        guard let text = query["fields"] else { return nil }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let projection = UserProjection(names) else {
            throw Problem(
                .invalidQuery,
                "The query parameter \"fields\" is 1 to \(UserProjection.membersMaximum) names, separated by commas."
            )
        }
        return projection
    }

    /// The whole collection, a user a line, page by page, no faster than the client reads.
    private func streamAll(
        _ query: QueryParameters,
        _ prefix: String,
        _ projection: UserProjection?,
        _ form: ResultsForm,
        _ requestID: RequestID
    ) throws(Problem) -> HTTPHandling {
        if query["limit"] != nil || query["cursor"] != nil {
            throw Problem(
                .invalidQuery,
                "A listing in lines is the whole listing; it takes no limit and no cursor."
            )
        }
        return .response(
            form.streamed(cacheStatus: CacheStatus.bypass) { writer in
                var body = ResultsBody(writer, form, name: "users")
                var cursor: KVCursor?
                repeat {
                    let page = try await pageToStream(prefix, cursor, requestID)
                    for user in page.users {
                        try await body.append(projection?.apply(to: user.json) ?? user.json)
                    }
                    cursor = page.cursor
                } while cursor != nil
                try await body.finish()
            }
        )
    }

    /// The next page of a listing whose head has been sent: what is wrong can only be told to the log.
    private func pageToStream(
        _ prefix: String,
        _ cursor: KVCursor?,
        _ requestID: RequestID
    ) async throws(UserError) -> UserPage {
        do throws(UserError) {
            return try await context.operations.listUsers(
                prefix: prefix,
                limit: KVOperations.listLimitStandard,
                cursor: cursor
            )
        } catch {
            context.logBrokenAnswer(error, requestID: requestID)
            throw error
        }
    }

    private func answer(
        _ page: UserPage,
        prefix: String,
        _ projection: UserProjection?,
        target: String
    ) -> HTTPResponse {
        let cursor = page.cursor.map { ListCursor.encode($0, prefix: prefix) }
        var body = Array("{\"users\":[".utf8)
        body.reserveCapacity(page.users.reduce(64) { $0 + $1.json.count + 1 })
        for (index, user) in page.users.enumerated() {
            if index > 0 { body.append(0x2C) }
            body += projection?.apply(to: user.json) ?? user.json
        }
        body += "],\"cursor\":".utf8
        body += cursor.map { Array("\"\($0)\"".utf8) } ?? Array("null".utf8)
        body.append(0x7D)
        let fields = [
            ("Content-Type", MediaType.json),
            ("Cache-Control", "private, no-cache"),
            ("Cache-Status", CacheStatus.bypass),
            ("Link", links(target, cursor)), ResultsForm.vary,
        ]
        return HTTPResponse(.ok, fields: fields, body: .bytes(body))
    }

    /// The target of the links of a listing, without a cursor.
    private func target(_ query: QueryParameters, prefix: String, limit: Int) -> String {
        var text = "/users?limit=\(limit)"
        if !prefix.isEmpty { text += "&prefix=\(PercentEncoding.encoded(prefix))" }
        if let fields = query["fields"] { text += "&fields=\(PercentEncoding.encoded(fields))" }
        return text
    }

    /// The `Link` field (RFC 8288): the first page, and the next one where there is one.
    private func links(_ target: String, _ cursor: String?) -> String {
        let first = "<\(target)>; rel=\"first\""
        guard let cursor else { return first }
        return "<\(target)&cursor=\(cursor)>; rel=\"next\", \(first)"
    }
}
