/// Where a listing goes on; opaque to everyone but the store that made it.
package struct KVCursor: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// One key of a listing.
package struct KVListItem: Hashable, Sendable {
    package var key: KVKey
    /// JSON text; nil where the entry has none.
    package var metadata: [UInt8]?
    /// Whole seconds since 1970; nil for never.
    package var expiration: Int64?
    /// The whole entry, where the store had it at hand without a further request.
    package var entry: KVEntry?

    package init(key: KVKey, metadata: [UInt8]? = nil, expiration: Int64? = nil, entry: KVEntry? = nil) {
        self.key = key
        self.metadata = metadata
        self.expiration = expiration
        self.entry = entry
    }
}

/// A page of a listing: it may be short or even empty; only a nil cursor ends the listing.
package struct KVPage: Hashable, Sendable {
    package var items: [KVListItem]
    package var cursor: KVCursor?

    package init(items: [KVListItem], cursor: KVCursor?) {
        self.items = items
        self.cursor = cursor
    }
}

/// What a listing asks for.
package struct KVListQuery: Hashable, Sendable {
    /// Bytes that every listed key begins with; empty for all.
    package var prefix: [UInt8]
    /// Items on the page, 1 to 1,000.
    package var limit: Int
    /// Where to go on; nil for the beginning.
    ///
    /// The prefix must be the same as in the call that gave it.
    package var cursor: KVCursor?
    /// Whether the caller will want the entries too; a store that has them at hand then fills them in.
    package var includesEntries: Bool

    package init(
        prefix: [UInt8] = [],
        limit: Int = 1000,
        cursor: KVCursor? = nil,
        includesEntries: Bool = false
    ) {
        self.prefix = prefix
        self.limit = limit
        self.cursor = cursor
        self.includesEntries = includesEntries
    }

    /// Checks the page size and the prefix.
    package func validate() throws(KVError) {
        if !(1...KVLimits.listPageItemsMaximum).contains(limit) { throw .invalidListLimit(limit) }
        if prefix.count > KVLimits.keyBytesMaximum { throw .invalidKey(.tooLong(bytes: prefix.count)) }
    }
}
