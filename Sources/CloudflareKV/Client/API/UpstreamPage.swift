import JSON
import KeyValueStore

/// A page of a listing as the API returns it.
struct UpstreamPage: Hashable, Sendable {
    /// In the order of the API, which is by UTF-8 bytes.
    var items: [KVListItem]
    /// Where the listing goes on; nil at its end.
    ///
    /// Only this ends a listing, not an empty page.
    var cursor: String?

    init(items: [KVListItem], cursor: String?) {
        self.items = items
        self.cursor = cursor
    }

    /// Reads an answer; nil where it is not a listing.
    ///
    /// Metadata that breaks a rule of JSON is left out, as it is when the key is read.
    init?(_ envelope: APIEnvelope) {
        guard let elements = envelope.result?.elements else { return nil }
        items = []
        items.reserveCapacity(elements.count)
        for element in elements {
            guard let members = element.members, let name = members.member("name")?.stringValue else {
                return nil
            }
            let metadata = members.member("metadata")?.metadata
            let expiration = members.member("expiration")?.value?.int64Value
            let key = KVKey(unchecked: Array(name.utf8))
            items.append(KVListItem(key: key, metadata: metadata, expiration: expiration))
        }
        cursor = envelope.cursor
    }
}
