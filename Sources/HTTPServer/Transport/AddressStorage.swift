#if os(Linux)
import Glibc
import NIOCore

/// Room for an address that the system writes.
struct AddressStorage {
    private var storage = sockaddr_storage()

    /// Has a call write an address, and returns what the call returns.
    mutating func fill<Result>(
        _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // The storage is for every kind of address and aligned for all of them; sockaddr(3type).
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
        }
    }

    /// What was written; nil where it is of no family of the Internet.
    var address: SocketAddress? {
        withUnsafeBytes(of: storage) { bytes in
            switch CInt(storage.ss_family) {
            case AF_INET: SocketAddress(bytes.load(as: sockaddr_in.self))
            case AF_INET6: SocketAddress(bytes.load(as: sockaddr_in6.self))
            default: nil
            }
        }
    }
}
#endif
