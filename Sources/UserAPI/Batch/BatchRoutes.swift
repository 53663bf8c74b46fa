import HTTPServer
import JSON
import KeyValueStore
import Users

/// The routes that work on many users at once.
///
/// They are custom methods on the collection: a colon cannot begin a path segment of a user, so no id collides with them.
package struct BatchRoutes: Sendable {
    /// Ids that one request may name.
    static let idsMaximum = 1000
    /// The longest list of ids, in bytes.
    private static let idsBytesMaximum = 256 * 1024
    /// The longest answer, in bytes, that is made on the event loop and sent in one piece.
    private static let wholeAnswerBytesMaximum = 64 * 1024
    /// The longest stream of items, in bytes: a bound that says "any length" and still is one.
    private static let streamBytesMaximum = 1 << 40

    let context: UserAPIContext
    private var users: UserRoutes { UserRoutes(context: context) }

    package init(context: UserAPIContext) {
        self.context = context
    }

    /// All of them.
    package var routes: [APIRoute] {
        [
            APIRoute(.post, "/users:batchGet", Operations.batchGetUsers) { head, _, writer in
                get(head, &writer)
            },
            APIRoute(.post, "/users:batchCreate", Operations.batchCreateUsers) { head, _, writer in
                create(head, &writer)
            },
            APIRoute(.post, "/users:batchDelete", Operations.batchDeleteUsers) { head, _, writer in
                delete(head, &writer)
            },
        ]
    }

    // MARK: Get and delete

    private func get(_ head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling {
        withIDs(head, &writer) { ids, form, _ in
            let first = Array(ids.prefix(KVOperations.batchReadUsersMaximum))
            let reading = BatchReading(first, context)
            if first.count == ids.count, !form.coding.isCoded, reading.isComplete,
                reading.bytesExpected <= Self.wholeAnswerBytesMaximum
            {
                return form.whole(reading.results)
            }
            // What has to be read, looked at or compressed, or is long, is made in the pool while it is sent.
            return form.streamed { writer in
                var body = ResultsBody(writer, form, name: ResultsForm.resultsName)
                for result in await reading.completed() { try await body.append { result.write(to: &$0) } }
                for chunk in Self.chunks(ids.dropFirst(first.count)) {
                    for result in await BatchReading(chunk, context).completed() {
                        try await body.append { result.write(to: &$0) }
                    }
                }
                try await body.finish()
            }
        }
    }

    private static func chunks(_ ids: ArraySlice<String>) -> [[String]] {
        stride(from: ids.startIndex, to: ids.endIndex, by: KVOperations.batchReadUsersMaximum).map { start in
            Array(ids[start...].prefix(KVOperations.batchReadUsersMaximum))
        }
    }

    private func delete(_ head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling {
        let request = IdempotentRequest(head)
        let key: IdempotencyKey?
        do throws(Problem) {
            key = try IdempotencyKey.read(head)
        } catch {
            return .response(error.response(requestID: writer.fixedRequestID()))
        }
        return withIDs(head, &writer) { ids, form, requestID in
            guard let key else { return form.converted(await deleteAll(ids)) }
            let response = await IdempotencyGuard(context: context).run(
                key,
                fingerprint: request.fingerprint(Array(ids.joined(separator: "\n").utf8)),
                requestID: requestID
            ) {
                await deleteAll(ids)
            }
            return form.converted(response)
        }
    }

    /// Deletes users and tells of each, in lines.
    private func deleteAll(_ ids: [String]) async -> HTTPResponse {
        let valid = ids.compactMap(UserID.init)
        let outcomes = await context.operations.batchDeleteUsers(valid)
        let failures = Dictionary(
            zip(valid.map(\.text), outcomes).compactMap { id, outcome -> (String, UserError)? in
                if case .failure(let error) = outcome { (id, error) } else { nil }
            },
            uniquingKeysWith: { first, _ in first }
        )
        return ResultsForm.lines(
            ids.map { id in
                (failures[id].map { BatchResult(Problem($0), id: id) } ?? BatchResult(.noContent, id: id))
                    .json
            }
        )
    }

    /// Reads `{"ids":[...]}` and goes on with the ids.
    private func withIDs(
        _ head: borrowing RequestHead,
        _ writer: inout ResponseWriter,
        _ work: @escaping @Sendable ([String], ResultsForm, _ requestID: RequestID) async -> HTTPResponse
    ) -> HTTPHandling {
        users.answering(head, &writer) { (requestID) throws(Problem) in
            try MediaType.requireJSON(head)
            _ = try QueryParameters(head, allowed: [])
            let form = try ResultsForm(head)
            return try users.collecting(head, maximum: Self.idsBytesMaximum, requestID) { content in
                do throws(Problem) {
                    return await work(try Self.ids(content), form, requestID)
                } catch {
                    return error.response(requestID: requestID)
                }
            }
        }
    }

    private static func ids(_ content: [UInt8]) throws(Problem) -> [String] {
        let object: JSONObject
        do throws(UserError) {
            object = try KVOperations.parseObject(content)
        } catch {
            throw Problem(error)
        }
        let ids = object["ids"]?.arrayValue?.map(\.stringValue) ?? []
        let texts = ids.compactMap { $0 }
        guard object.count == 1, !ids.isEmpty, ids.count <= idsMaximum, texts.count == ids.count else {
            var problem = Problem(
                .wrongType,
                "The content is {\"ids\":[...]} with 1 to \(idsMaximum) strings."
            )
            problem.errors = [Problem.Detail(detail: problem.detail, pointer: "/ids")]
            throw problem
        }
        return texts
    }

    // MARK: Create

    private func create(_ head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling {
        users.answering(head, &writer) { (requestID) throws(Problem) in
            let form = try Self.form(head)
            let query = try QueryParameters(head, allowed: Operations.batchCreateUsers.queryNames)
            let policy = try Self.policy(query)
            let expiry = try users.expiry(query)
            let results = try ResultsForm(head)
            let coding = try RequestCoding.read(head)
            let key = try IdempotencyKey.read(head)
            let creation = BatchCreationStream(
                operations: context.operations,
                splitter: ItemSplitter(form: form, itemBytesMaximum: context.settings.contentBytesMaximum),
                policy: policy,
                expiry: expiry
            )
            if let key { return try createOnce(key, head, creation, results, requestID) }
            return .stream(maximum: Self.streamBytesMaximum) { content in
                let source: BatchSource
                do throws(Problem) {
                    source = try BatchSource(content, coding)
                } catch {
                    return error.response(requestID: requestID)
                }
                return await creation.response(source, results, requestID: requestID)
            }
        }
    }

    /// A batch with an `Idempotency-Key`: its content has to be seen whole before it can be told from another's.
    private func createOnce(
        _ key: IdempotencyKey,
        _ head: borrowing RequestHead,
        _ creation: BatchCreationStream,
        _ results: ResultsForm,
        _ requestID: RequestID
    ) throws(Problem) -> HTTPHandling {
        let request = IdempotentRequest(head)
        let context = context
        return try users.collecting(head, maximum: IdempotencyGuard.batchBytesMaximum, requestID) { content in
            if creation.hasMore(than: IdempotencyGuard.batchItemsMaximum, content) {
                let detail =
                    "A batch with an Idempotency-Key has at most \(IdempotencyGuard.batchItemsMaximum) items."
                return Problem(.payloadTooLarge, detail).response(requestID: requestID)
            }
            let response = await IdempotencyGuard(context: context).run(
                key,
                fingerprint: request.fingerprint(content),
                requestID: requestID
            ) {
                await creation.wholeResponse(content, requestID: requestID)
            }
            return results.converted(response)
        }
    }

    private static func form(_ head: borrowing RequestHead) throws(Problem) -> ItemSplitter.Form {
        switch try MediaType.ofContent(head) {
        case nil, MediaType.json: return .array
        case MediaType.ndjson: return .lines
        default:
            throw Problem(
                .unsupportedMediaType,
                "Items are sent as \(MediaType.json) or \(MediaType.ndjson).",
                fields: [("Accept", "\(MediaType.json), \(MediaType.ndjson)")]
            )
        }
    }

    private static func policy(_ query: QueryParameters) throws(Problem) -> ConflictPolicy {
        guard let text = query["on_conflict"] else { return .fail }
        guard let policy = ConflictPolicy(rawValue: text) else {
            let all = ConflictPolicy.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.invalidQuery, "The query parameter \"on_conflict\" is one of \(all).")
        }
        return policy
    }
}
