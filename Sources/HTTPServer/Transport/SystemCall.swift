#if os(Linux)
import Glibc
import NIOCore

/// Calls of the operating system.
enum SystemCall {
    /// Makes a call again as long as a signal interrupts it.
    ///
    /// - Throws: the system's error under the name of the call.
    static func checked(_ name: String, _ call: () -> CInt) throws(IOError) -> CInt {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            if code != EINTR { throw IOError(errnoCode: code, reason: name) }
        }
    }
}
#endif
