/// Where a path leads, found on the path as it was sent.
///
/// The route is decided on raw segments and each is decoded once afterwards, so no encoded slash, dot or percent can
/// turn one endpoint into another. Everything behind `values/` and `metadata/` is the key, further slashes included,
/// because some official clients do not encode them; dot segments are part of a key and never folded.
struct KVAPIPath: Hashable, Sendable {
    /// 32 hexadecimal digits.
    let accountID: String
    /// The resource; namespace id and key are decoded and not yet checked.
    let route: KVAPIRoute

    /// The positions of the segments; the last one keeps its slashes.
    private enum Place {
        static let account = 4
        static let namespaces = 7
        static let namespace = 8
        static let rest = 10
    }

    /// Reads a path; fails with 7000 where no endpoint has this form, with 7003 where an identifier is malformed.
    init(rawPath: String) throws(KVAPIFailure) {
        let segments = Array(rawPath.utf8).split(
            separator: UInt8(ascii: "/"),
            maxSplits: Place.rest,
            omittingEmptySubsequences: false
        )
        guard segments.count > Place.namespaces,
            Self.matches(segments[..<Place.account], ["", "client", "v4", "accounts"]),
            Self.matches(segments[(Place.account + 1)...Place.namespaces], ["storage", "kv", "namespaces"])
        else { throw .noRoute }
        route = try Self.route(segments.dropFirst(Place.namespace))
        let account = try Self.decode(segments[Place.account])
        guard Self.isIdentifier(account) else { throw .malformedIdentifier(path: rawPath) }
        accountID = String(decoding: account, as: UTF8.self)
    }

    /// Whether bytes are what the ids of accounts and namespaces are: 32 hexadecimal digits.
    static func isIdentifier(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count == 32
            && bytes.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
            }
    }

    /// The route that the segments from the namespace on name.
    private static func route(_ segments: ArraySlice<ArraySlice<UInt8>>) throws(KVAPIFailure) -> KVAPIRoute {
        guard let first = segments.first else { return .namespaces }
        guard !first.isEmpty else { throw .noRoute }
        let namespace = String(decoding: try decode(first), as: UTF8.self)
        let names = segments.dropFirst()
        if names.isEmpty { return .namespace(id: namespace) }
        if matches(names, ["keys"]) { return .keys(namespace: namespace) }
        if matches(names, ["bulk"]) { return .bulk(namespace: namespace) }
        if matches(names, ["bulk", "delete"]) { return .bulkDelete(namespace: namespace) }
        if matches(names, ["bulk", "get"]) { return .bulkGet(namespace: namespace) }
        guard names.count == 2, let key = names.last else { throw .noRoute }
        if matches(names.dropLast(), ["values"]) { return .value(namespace: namespace, key: try decode(key)) }
        if matches(names.dropLast(), ["metadata"]) {
            return .metadata(namespace: namespace, key: try decode(key))
        }
        throw .noRoute
    }

    private static func matches(_ segments: ArraySlice<ArraySlice<UInt8>>, _ names: [String]) -> Bool {
        segments.elementsEqual(names) { $0.elementsEqual($1.utf8) }
    }

    private static func decode(_ segment: ArraySlice<UInt8>) throws(KVAPIFailure) -> [UInt8] {
        guard let bytes = PercentDecoding.path(segment) else { throw .malformedEscape }
        return bytes
    }
}
