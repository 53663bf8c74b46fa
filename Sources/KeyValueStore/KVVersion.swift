/// Tells one write of a key from every other write of it.
///
/// Equal versions mean the same write. A store that commits locally hands out growing numbers and never uses one
/// twice, also not after a delete; a remote store without versions derives one from the entry's content.
package struct KVVersion: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package var description: String { String(rawValue) }
}
