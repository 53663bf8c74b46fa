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
    init?(_ envelope: APIEnvelope) {
        guard let array = envelope.result?.arrayValue else { return nil }
        items = []
        items.reserveCapacity(array.count)
        for element in array {
            guard let object = element.objectValue, let name = object["name"]?.stringValue else { return nil }
            let metadata = object["metadata"].flatMap { $0.isNull ? nil : $0.bytes }
            let expiration = object["expiration"]?.int64Value
            let key = KVKey(unchecked: Array(name.utf8))
            items.append(KVListItem(key: key, metadata: metadata, expiration: expiration))
        }
        cursor = envelope.cursor
    }
}
