/// Parts of requests that the API refused as a whole, to find what it does not accept.
///
/// One bad pair among 10,000 is found with some 27 requests; their number is bounded, because an API that refuses
/// everything would make thousands of them.
/// A pure value: it is told the time and reads no clock.
struct SplitQueue {
    private static let minute: Int64 = 60_000_000_000

    private var parts = FirstInFirstOut<UpstreamBatch.Content>()
    private var minuteBegan: Int64 = .min
    private var partsInMinute = 0

    var isEmpty: Bool { parts.isEmpty }

    /// Queues the halves of a request; false where it has none or too many parts were made of late.
    mutating func split(_ content: UpstreamBatch.Content, now: Int64) -> Bool {
        if now - Self.minute >= minuteBegan {
            minuteBegan = now
            partsInMinute = 0
        }
        guard partsInMinute + 2 <= CloudflareKVLimits.splitsPerMinuteMaximum,
            let (first, second) = content.halves
        else { return false }
        partsInMinute += 2
        parts.append(first)
        parts.append(second)
        return true
    }

    mutating func popFirst() -> UpstreamBatch.Content? {
        parts.popFirst()
    }
}
