/// Where an answer belongs: a call, and a position within it.
struct CallSlot: Hashable, Sendable {
    var call: UInt64
    var index: Int
}
