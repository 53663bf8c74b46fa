import KeyValueStore

/// What one simulated edge remembers of its reads, absence included; it answers from it until the time is over.
struct EdgeCache: Sendable {
    private struct Memory: Sendable {
        var entry: KVEntry?
        var until: Int64
        /// Tells this memory from an earlier one of the same key that is still in `order`.
        var stamp: Int
    }

    private struct PageAddress: Hashable {
        var namespaceID: String
        var query: KVListQuery
    }

    /// Pages that are remembered; when there are more, all are given up.
    static let pagesMaximum = 128

    private let lifetime: Int64
    private let bytesMaximum: Int
    private var memories: [SimulatedAddress: Memory] = [:]
    private var order: [(address: SimulatedAddress, stamp: Int)] = []
    private var oldest = 0
    private var stamp = 0
    private var bytes = 0
    private var pages: [PageAddress: (page: KVPage, until: Int64)] = [:]

    /// - Parameters:
    ///   - lifetime: how long a read is remembered, in nanoseconds; 0 for not at all.
    ///   - bytesMaximum: room for keys and values; the oldest go first.
    init(lifetime: Int64, bytesMaximum: Int) {
        self.lifetime = lifetime
        self.bytesMaximum = bytesMaximum
    }

    /// What is remembered of a key: nil for nothing, `.some(nil)` for its absence.
    func entry(_ address: SimulatedAddress, at now: Int64) -> KVEntry?? {
        guard let memory = memories[address], now < memory.until else { return nil }
        return .some(memory.entry)
    }

    mutating func remember(_ address: SimulatedAddress, _ entry: KVEntry?, at now: Int64) {
        guard lifetime > 0 else { return }
        forget(address)
        stamp += 1
        memories[address] = Memory(entry: entry, until: now + lifetime, stamp: stamp)
        order.append((address, stamp))
        bytes += Self.cost(address, entry)
        while bytes > bytesMaximum, oldest < order.count {
            let (address, stamp) = order[oldest]
            oldest += 1
            if memories[address]?.stamp == stamp { forget(address) }
        }
        compact()
    }

    mutating func forget(_ address: SimulatedAddress) {
        guard let memory = memories.removeValue(forKey: address) else { return }
        bytes -= Self.cost(address, memory.entry)
    }

    func page(_ namespaceID: String, _ query: KVListQuery, at now: Int64) -> KVPage? {
        guard let memory = pages[PageAddress(namespaceID: namespaceID, query: query)], now < memory.until
        else {
            return nil
        }
        return memory.page
    }

    mutating func remember(_ page: KVPage, _ namespaceID: String, _ query: KVListQuery, at now: Int64) {
        guard lifetime > 0 else { return }
        if pages.count >= Self.pagesMaximum { pages = [:] }
        pages[PageAddress(namespaceID: namespaceID, query: query)] = (page, now + lifetime)
    }

    mutating func forgetPages(_ namespaceID: String) {
        pages = pages.filter { $0.key.namespaceID != namespaceID }
    }

    /// Drops the part of `order` that is used up, once it outweighs the rest.
    private mutating func compact() {
        guard order.count >= 1024, order.count > memories.count * 2 else { return }
        order = order[oldest...].filter { memories[$0.address]?.stamp == $0.stamp }
        oldest = 0
    }

    /// A fixed part stands for the tables, so that many absent keys are not free.
    private static func cost(_ address: SimulatedAddress, _ entry: KVEntry?) -> Int {
        200 + address.key.bytes.count + (entry?.value.count ?? 0) + (entry?.metadata?.count ?? 0)
    }
}
