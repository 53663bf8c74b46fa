/// Which of the two lists of a segmented LRU an entry is in.
enum LRUSegment: UInt8, Sendable {
    /// Used once since it came: first to be evicted.
    case probation
    /// Used again while it was there.
    case protected
}

/// One list, from the most to the least recently used, linked through slot numbers.
struct LRUList: Sendable {
    var newest = SlotTable.none
    var oldest = SlotTable.none
    var count = 0
    /// Sum of the costs of its entries.
    var bytes = 0
}
