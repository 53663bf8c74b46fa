package import KeyValueStore

extension CloudflareKVStore {
    package func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
        try query.validate()
        var start = ListingCursor(lastKey: nil, upstream: nil)
        if let cursor = query.cursor {
            guard let parsed = ListingCursor(cursor, prefix: query.prefix) else { throw .invalidCursor }
            start = parsed
        }
        for _ in 0...CloudflareKVLimits.emptyPagesSkippedMaximum {
            let page = try await mergedPage(query, start)
            guard let next = page.next else { return KVPage(items: page.items, cursor: nil) }
            if !page.items.isEmpty {
                return KVPage(items: page.items, cursor: next.text(prefix: query.prefix))
            }
            start = next
        }
        return KVPage(items: [], cursor: start.text(prefix: query.prefix))
    }

    private func mergedPage(_ query: KVListQuery, _ start: ListingCursor) async throws(KVError)
        -> ListingMerge.Page
    {
        let prefix = Self.wholeCharacters(query.prefix)
        let limit = upstreamLimit(query, start)
        let page = try await coalescer.request(.list) { [upstream] in
            await upstream.client.list(prefix: prefix, limit: limit, cursor: start.upstream)
        }
        let now = clock.wallMilliseconds()
        let merge = ListingMerge(prefix: query.prefix, limit: query.limit, start: start, nowMilliseconds: now)
        let own = UpstreamPage(items: page.items.map { ownItem($0, query) }, cursor: page.cursor)
        let changes = coalescer.withState { state in
            state.overlay.changes(prefix: query.prefix, after: start.lastKey, upTo: merge.reach(of: own))
        }
        return merge.merge(own, changes)
    }

    /// How many keys to ask upstream for, so that they and the keys that come in between fit the page.
    private func upstreamLimit(_ query: KVListQuery, _ start: ListingCursor) -> Int {
        let own = coalescer.withState { state in
            state.overlay.changes(prefix: query.prefix, after: start.lastKey, upTo: nil).count
        }
        return max(CloudflareKVLimits.listPageItemsMinimum, query.limit - min(own, query.limit / 2))
    }

    /// Takes apart metadata that carries a value.
    private func ownItem(_ item: KVListItem, _ query: KVListQuery) -> KVListItem {
        guard let metadata = item.metadata, let value = configuration.inlineValues?.value(metadata) else {
            return item
        }
        var item = item
        item.metadata = nil
        let stored = StoredValue(value: value, metadata: nil, expiration: item.expiration)
        if query.includesEntries { item.entry = upstream.entry(item.key, stored) }
        return item
    }

    /// The longest part of a prefix that is valid UTF-8, which is what the API takes; the rest is checked here.
    private static func wholeCharacters(_ prefix: [UInt8]) -> [UInt8] {
        var prefix = prefix[...]
        while String(validating: prefix, as: UTF8.self) == nil { prefix.removeLast() }
        return Array(prefix)
    }
}
