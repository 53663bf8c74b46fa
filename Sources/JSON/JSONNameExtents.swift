/// Where the names of the objects that are open stand in a document, to notice one that comes again in its object.
///
/// One table serves a whole document, since making it costs as much as checking a small object: an object's names stand
/// behind those of the objects around it, and go when it ends.
struct JSONNameExtents {
    /// Names that there is room for.
    static let capacity = 32

    /// A name that was noted.
    struct Extent {
        fileprivate let fingerprint: JSONNameFingerprint
        fileprivate let start: Int
    }

    /// What is known of the names of one object.
    struct Scope {
        /// Where its names begin in the table.
        fileprivate let start: Int
        fileprivate var filter = JSONNameFilter()
    }

    private let extents: UnsafeMutableBufferPointer<Extent>
    private var count = 0

    /// A table in memory that nobody else uses and that outlives it; nothing is expected to be there.
    init(in memory: UnsafeMutableBufferPointer<Extent>) {
        extents = memory
    }

    /// Begins with an object inside the one begun last.
    var scope: Scope { Scope(start: count) }

    /// Forgets the names of an object, which has ended.
    mutating func end(_ scope: Scope) {
        count = scope.start
    }

    /// Notes a name without escapes; false where its object has it already, or where there is no room.
    @inline(__always)
    mutating func note(_ range: Range<Int>, in scope: inout Scope, of bytes: UnsafeRawBufferPointer) -> Bool {
        guard count < extents.count else { return false }
        let name = UnsafeRawBufferPointer(rebasing: bytes[range])
        let fingerprint = JSONNameFingerprint(name)
        let isNew = scope.filter.note(fingerprint)
        if !isNew, holds(name, fingerprint, from: scope.start, of: bytes) { return false }
        extents.initializeElement(at: count, to: Extent(fingerprint: fingerprint, start: range.lowerBound))
        count += 1
        return true
    }

    @inline(never)
    private func holds(
        _ name: UnsafeRawBufferPointer,
        _ fingerprint: JSONNameFingerprint,
        from start: Int,
        of bytes: UnsafeRawBufferPointer
    ) -> Bool {
        for extent in extents[start..<count] where extent.fingerprint == fingerprint {
            // The name noted there ends with its quote, and no name holds one.
            let end = min(extent.start + name.count, bytes.count)
            if name.elementsEqual(bytes[extent.start..<end]) { return true }
        }
        return false
    }
}
