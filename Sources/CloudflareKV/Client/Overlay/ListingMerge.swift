import KeyValueStore

/// Merges a page from upstream with what this process wrote.
struct ListingMerge {
    /// A page as callers get it.
    struct Page {
        var items: [KVListItem]
        /// Where the listing goes on; nil at its end.
        var next: ListingCursor?
    }

    /// What was asked for.
    var prefix: [UInt8]
    var limit: Int
    /// Where this page begins.
    var start: ListingCursor
    var nowMilliseconds: Int64

    /// The last key that the page reaches; nil for the end of the namespace.
    ///
    /// Keys of the overlay beyond it belong to a later page. An empty page that is not the last reaches nowhere. The end of
    /// a page lies before its start where earlier pages were filled up with keys of the overlay; a listing never goes back.
    func reach(of page: UpstreamPage) -> [UInt8]? {
        if page.cursor == nil { return nil }
        let start = start.lastKey ?? []
        guard let last = page.items.last?.key.bytes else { return start }
        return last.lexicographicallyPrecedes(start) ? start : last
    }

    /// Puts both together in key order, up to the limit.
    func merge(_ page: UpstreamPage, _ changes: [(key: KVKey, change: KVChange)]) -> Page {
        var items: [KVListItem] = []
        var upstream = page.items[...]
        var changes = changes[...]
        while true {
            guard let item = nextItem(&upstream, &changes) else {
                let next = page.cursor.map { ListingCursor(lastKey: reach(of: page), upstream: $0) }
                return Page(items: items, next: next)
            }
            if items.count == limit {
                // The rest of this page comes with the next call, which asks upstream for the same page.
                return Page(
                    items: items,
                    next: ListingCursor(lastKey: items.last?.key.bytes, upstream: start.upstream)
                )
            }
            items.append(item)
        }
    }

    private func nextItem(
        _ upstream: inout ArraySlice<KVListItem>,
        _ changes: inout ArraySlice<(key: KVKey, change: KVChange)>
    ) -> KVListItem? {
        while true {
            if let change = changes.first, upstream.first.map({ change.key <= $0.key }) ?? true {
                changes.removeFirst()
                if upstream.first?.key == change.key { upstream.removeFirst() }
                guard let entry = change.change.entry(atMilliseconds: nowMilliseconds) else { continue }
                return KVListItem(
                    key: change.key,
                    metadata: entry.metadata,
                    expiration: entry.expiration,
                    entry: entry
                )
            }
            guard let item = upstream.popFirst() else { return nil }
            if isListed(item) { return item }
        }
    }

    private func isListed(_ item: KVListItem) -> Bool {
        if let expiration = item.expiration, expiration <= nowMilliseconds / 1000 { return false }
        if let last = start.lastKey, !last.lexicographicallyPrecedes(item.key.bytes) { return false }
        return item.key.bytes.starts(with: prefix)
    }
}
