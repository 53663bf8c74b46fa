import KeyValueStore

/// Keys in the order in which they came, each once, with removal from anywhere.
struct OrderedKeySet {
    private var members: [KVKey: (ticket: UInt64, since: Int64)] = [:]
    private var order = FirstInFirstOut<(key: KVKey, ticket: UInt64)>()
    private var nextTicket: UInt64 = 0

    var count: Int { members.count }

    /// Since when the oldest member is here.
    var oldest: Int64? {
        mutating get {
            dropStale()
            return order.first.flatMap { members[$0.key]?.since }
        }
    }

    mutating func insert(_ key: KVKey, since: Int64) {
        if members[key] != nil { return }
        nextTicket += 1
        members[key] = (nextTicket, since)
        order.append((key, nextTicket))
    }

    mutating func remove(_ key: KVKey) {
        members[key] = nil
    }

    /// The oldest member, which stays.
    mutating func peek() -> KVKey? {
        dropStale()
        return order.first?.key
    }

    private mutating func dropStale() {
        while let first = order.first, members[first.key]?.ticket != first.ticket { _ = order.popFirst() }
    }
}
