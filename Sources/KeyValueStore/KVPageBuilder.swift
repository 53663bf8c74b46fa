/// Collects a page of a listing and knows when it is full: by number of items, or by bytes of values.
package struct KVPageBuilder {
    private let query: KVListQuery
    private var items: [KVListItem] = []
    private var valueBytes = 0
    private var isCut = false

    /// Begins the page of a query.
    package init(_ query: KVListQuery) {
        self.query = query
    }

    /// Adds the next entry in key order; returns false, without adding it, when the page is full.
    ///
    /// A value of any size fits a page on which it is alone.
    package mutating func add(_ key: KVKey, _ entry: KVEntry) -> Bool {
        if query.includesEntries { valueBytes += entry.value.count }
        let exceeds = !items.isEmpty && valueBytes > KVLimits.listPageValueBytesMaximum
        if items.count == query.limit || exceeds {
            isCut = true
            return false
        }
        items.append(
            KVListItem(
                key: key,
                metadata: entry.metadata,
                expiration: entry.expiration,
                entry: query.includesEntries ? entry : nil
            )
        )
        return true
    }

    /// The page; it has a cursor where an entry did not fit.
    package var page: KVPage {
        page(cutAfter: isCut ? items.last?.key : nil)
    }

    /// The page of a listing that goes on after a key, or is at its end where that is nil.
    package func page(cutAfter key: KVKey?) -> KVPage {
        KVPage(items: items, cursor: key.map { KVKeyRange.cursor(after: $0) })
    }
}
