#if os(Linux)
import Glibc

/// Calls of the operating system.
enum SystemCall {
    /// What the system says against a call.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: CInt

        var description: String { "\(call): \(String(cString: strerror(code))) (errno \(code))" }
    }

    /// Makes a call again as long as a signal interrupts it.
    static func checked(_ name: String, _ call: () -> CInt) throws(Failure) -> CInt {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            if code != EINTR { throw Failure(call: name, code: code) }
        }
    }
}
#endif
