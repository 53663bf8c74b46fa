import KeyValueStore

/// A key of one namespace.
struct SimulatedAddress: Hashable, Sendable {
    let namespaceID: String
    let key: KVKey
}
