/// How much a JSON Patch may do.
package struct JSONPatchLimits: Sendable, Equatable {
    /// How many operations a patch may have.
    package let maximumOperations: Int
    /// How long the result may be, in bytes of its compact text.
    package let maximumResultBytes: Int
    /// How many arrays and objects may lie inside each other, at any moment.
    package let maximumDepth: Int

    /// How many steps all operations may take together: members that are looked at for a name, and members or elements
    /// that make room or close a gap, eight of which count as one step.
    package let maximumSteps: Int

    /// 1,000 operations, 10,000,000 steps (some 0.3 seconds), a result of 1 MiB, and the depth that ``JSONLimits/standard`` parses.
    package static let standard = JSONPatchLimits()

    /// Limits; a depth above ``JSONLimits/depthCeiling`` is lowered to it.
    package init(
        maximumOperations: Int = 1_000,
        maximumResultBytes: Int = 1024 * 1024,
        maximumDepth: Int = JSONLimits.standard.maximumDepth,
        maximumSteps: Int = 10_000_000
    ) {
        self.maximumSteps = maximumSteps
        self.maximumOperations = maximumOperations
        self.maximumResultBytes = maximumResultBytes
        self.maximumDepth = min(maximumDepth, JSONLimits.depthCeiling)
    }

    /// How many bytes all `copy` and `move` operations of one patch may put somewhere, in sum.
    ///
    /// A patch may pass through states that are larger than its result, but copies of copies double with every
    /// operation: this keeps the sum, and the time to measure it, in proportion to the result.
    var maximumTransferredBytes: Int {
        maximumResultBytes.multipliedReportingOverflow(by: 8).overflow ? .max : maximumResultBytes * 8
    }
}
