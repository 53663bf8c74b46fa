import JSON
import KeyValueStore

/// Endpoint 6: the keys of a namespace.
extension KVAPIService {
    func listKeys(_ call: KVAPICall, _ request: KVAPIRequest) async throws(KVAPIFailure) -> KVAPIResponse {
        let query = try Self.listQuery(request.rawQuery)
        let store = try await store(call)
        let page: KVPage
        do {
            page = try await fullPage(of: store, query)
        } catch {
            throw KVAPIFailure(error, call.operation)
        }
        var information = JSONObject()
        information["count"] = JSONValue(Int64(page.items.count))
        information["cursor"] = JSONValue(page.cursor?.text ?? "")
        return KVAPIEnvelope.success(
            Self.json(page.items),
            resultInformation: JSONValue.object(information).bytes
        )
    }

    private static func listQuery(_ rawQuery: String) throws(KVAPIFailure) -> KVListQuery {
        let query = try KVAPIQuery(rawQuery, .listKeys)
        let range = KVAPILimits.keysPageItems
        let limit = try query.integer("limit", in: range) { text in
            KVAPIQuery.integer(text).map { $0 < range.lowerBound } ?? false
                ? "Invalid key_count_limit of \(text). Please specify an integer of at least \(range.lowerBound)."
                : "Invalid key_count_limit of \(text). Please specify an integer less than \(range.upperBound)."
        }
        let prefix = try query.text("prefix") ?? ""
        let cursor = try query.text("cursor").flatMap { $0.isEmpty ? nil : KVCursor($0) }
        return KVListQuery(prefix: Array(prefix.utf8), limit: limit ?? range.upperBound, cursor: cursor)
    }

    /// A page that is as full as can be had in a few attempts, and never empty while there is more: official clients
    /// take an empty page for the end.
    private func fullPage(of store: any KVStore, _ query: KVListQuery) async throws(KVError) -> KVPage {
        var page = try await store.list(query)
        if passesEmptyPages { return page }
        var attempts = 1
        while let cursor = page.cursor, page.items.count < query.limit {
            if attempts >= KVAPILimits.listFillAttemptsMaximum, !page.items.isEmpty { break }
            if attempts >= KVAPILimits.listAttemptsMaximum { throw .timedOut }
            attempts += 1
            var next = query
            next.cursor = cursor
            next.limit = query.limit - page.items.count
            let more = try await store.list(next)
            page.items += more.items
            page.cursor = more.cursor
        }
        return page
    }

    private static func json(_ items: [KVListItem]) -> [UInt8] {
        var output: [UInt8] = [UInt8(ascii: "[")]
        for (position, item) in items.enumerated() {
            if position > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: #"{"name":"#.utf8)
            JSONValue(item.key.name).append(to: &output)
            if let expiration = item.expiration {
                output.append(contentsOf: #","expiration":"#.utf8)
                output.append(contentsOf: String(expiration).utf8)
            }
            if let metadata = item.metadata {
                output.append(contentsOf: #","metadata":"#.utf8)
                output.append(contentsOf: metadata)
            }
            output.append(UInt8(ascii: "}"))
        }
        output.append(UInt8(ascii: "]"))
        return output
    }
}
