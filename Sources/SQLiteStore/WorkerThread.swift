#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A thread of its own for calls that block, which must not run on the concurrency pool or on an event loop.
enum WorkerThread {
    private final class Body {
        let name: String
        let run: () -> Void
        let end: @Sendable () -> Void

        init(name: String, run: @escaping () -> Void, end: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
            self.end = end
        }
    }

    /// The longest name of a thread that Linux keeps.
    private static let nameBytesMaximum = 15

    /// Starts a thread that runs `body` once and ends.
    ///
    /// - Parameter end: called on the thread at its end, when everything that `body` held has been released.
    static func start(
        named name: String,
        _ body: sending @escaping () -> Void,
        end: @escaping @Sendable () -> Void
    ) throws(SQLiteStoreError) {
        let named = Body(name: String(name.prefix(nameBytesMaximum)), run: body, end: end)
        let argument = Unmanaged.passRetained(named)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let code = pthread_create(&thread, &attributes, main, argument.toOpaque())
        if code != 0 {
            argument.release()
            throw .threadNotStarted(reason: String(cString: strerror(code)))
        }
    }

    /// Runs the body and releases it by returning.
    private static func runBody(_ argument: UnsafeMutableRawPointer) -> @Sendable () -> Void {
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        setName(body.name)
        body.run()
        return body.end
    }

    #if canImport(Darwin)
    private static let main: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = {
        argument in
        runBody(argument)()
        return nil
    }

    private static func setName(_ name: String) {
        pthread_setname_np(name)
    }
    #else
    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        argument in
        if let argument { runBody(argument)() }
        return nil
    }

    private static func setName(_ name: String) {
        // pthread_setname_np is not in the Glibc module, and prctl is variadic; this is the same, and a courtesy only.
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        var name = name
        name.withUTF8 { _ = write(file, $0.baseAddress, $0.count) }
        close(file)
    }
    #endif
}
