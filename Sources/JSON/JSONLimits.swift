/// What a parser accepts at most.
package struct JSONLimits: Sendable, Equatable {
    /// How many arrays and objects may lie inside each other; at most ``depthCeiling``.
    package let maximumDepth: Int
    /// How long a document may be, in bytes.
    package let maximumBytes: Int

    /// The highest depth that can be asked for.
    ///
    /// Reading, walking and releasing a value takes a stack frame per level. This many need less than 256 KiB of
    /// stack (1 MiB without optimisation), which every thread has.
    package static let depthCeiling = 256

    /// 64 levels, and the largest value that Cloudflare KV stores (25 MiB).
    package static let standard = JSONLimits()

    /// Limits, where a depth below zero or above ``depthCeiling`` is brought inside.
    package init(maximumDepth: Int = 64, maximumBytes: Int = 25 * 1024 * 1024) {
        self.maximumDepth = min(max(maximumDepth, 0), Self.depthCeiling)
        self.maximumBytes = max(maximumBytes, 0)
    }
}
