#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A key's bytes with their hash, for look-ups that allocate nothing.
///
/// The hash is computed where no lock is held yet. `Hasher` is SipHash seeded anew for each process, so a client
/// cannot choose keys that collide. The bytes are borrowed: a value of this type must not leave the closure that lent
/// the pointer.
package struct HashedKey {
    /// The whole key.
    package let bytes: UnsafeRawBufferPointer
    /// 32 bits of keyed hash; differs from one process to the next.
    package let hash: UInt32

    /// Hashes `bytes`.
    package init(_ bytes: UnsafeRawBufferPointer) {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        self.bytes = bytes
        hash = UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// Lends the hashed form of a key held in an array.
    package static func with<Output>(_ key: [UInt8], _ body: (HashedKey) -> Output) -> Output {
        key.withUnsafeBytes { body(HashedKey($0)) }
    }

    /// Lends the hashed form of two pieces set side by side, joined on the stack.
    ///
    /// Beyond 1,024 bytes the standard library takes the buffer from the heap; keys end at 512.
    package static func with<Output>(
        prefix: UnsafeRawBufferPointer,
        rest: UnsafeRawBufferPointer,
        _ body: (HashedKey) -> Output
    ) -> Output {
        withUnsafeTemporaryAllocation(byteCount: prefix.count + rest.count, alignment: 1) { joined in
            if !prefix.isEmpty { joined.copyMemory(from: prefix) }
            if !rest.isEmpty {
                UnsafeMutableRawBufferPointer(rebasing: joined[prefix.count...]).copyMemory(from: rest)
            }
            return body(HashedKey(UnsafeRawBufferPointer(joined)))
        }
    }

    /// Whether these are the bytes of `key`.
    @inline(__always)
    func matches(_ key: [UInt8]) -> Bool {
        guard key.count == bytes.count else { return false }
        guard let start = bytes.baseAddress else { return true }
        return key.withUnsafeBytes { memcmp($0.baseAddress ?? start, start, bytes.count) == 0 }
    }
}
