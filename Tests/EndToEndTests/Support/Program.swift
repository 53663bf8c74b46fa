import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A run of the real binary, with an environment of its own; killed when the test lets go of it.
final class Program: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What came of a run.
    struct Outcome: Sendable {
        /// The exit status; nil where a signal ended it.
        var status: Int32?
        var signal: Int32?
        var output: String
        var errors: String
    }

    private struct State {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var waitStatus: Int32?
    }

    let processID: pid_t
    private let state: Mutex<State>
    /// A queue of its own has a thread of its own, which may block.
    private let watcher = DispatchQueue(label: "program")

    /// The binary that `USERKV_BINARY` names, else the one beside the tests.
    static let path: String = {
        if let named = getenv("USERKV_BINARY") { return String(cString: named) }
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let tests = String(
            decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        let folder = tests.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/"
        )
        return "\(folder)/userkv"
    }()

    /// A stream that is a full pipe, which nobody reads.
    enum Stalled: Sendable {
        case output
        case errors
    }

    /// The reading end of that pipe.
    private let stalledEnd: Int32?

    /// Starts the binary.
    ///
    /// - Parameters:
    ///   - folder: where it runs, and where its files go unless it is told otherwise.
    ///   - stalled: which stream nobody reads; nil for none.
    init(
        _ arguments: [String],
        environment: [String: String] = [:],
        in folder: TemporaryFolder,
        stalled: Stalled? = nil
    ) throws {
        let (processID, output, errors) = try Self.spawning.withLock { _ in
            let output = try Self.pipe()
            let errors = try Self.pipe()
            if let stalled { Self.fill(stalled == .errors ? errors.write : output.write) }
            defer {
                close(output.write)
                close(errors.write)
            }
            let processID = try Self.spawn(arguments, environment, folder.path, output.write, errors.write)
            return (processID, output.read, errors.read)
        }
        self.processID = processID
        state = Mutex(State())
        let stalledEnd = stalled.map { $0 == .errors ? errors : output }
        self.stalledEnd = stalledEnd
        watcher.async { [weak self] in
            Self.forEachPiece(of: [output, errors].filter { $0 != stalledEnd }) { stream, piece in
                self?.state.withLock { state in
                    if stream == output { state.output += piece } else { state.errors += piece }
                }
            }
            var status: Int32 = 0
            while waitpid(processID, &status, 0) < 0, errno == EINTR {}
            self?.state.withLock { $0.waitStatus = status }
        }
    }

    deinit {
        if state.withLock({ $0.waitStatus }) == nil { kill(processID, SIGKILL) }
        if let stalledEnd { close(stalledEnd) }
    }

    /// Runs the binary to its end.
    static func run(
        _ arguments: String...,
        environment: [String: String] = [:],
        in folder: TemporaryFolder = TemporaryFolder()
    ) async throws -> Outcome {
        try await Program(arguments, environment: environment, in: folder).outcome()
    }

    /// What it has written to standard output so far.
    var output: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }

    /// What it has written to standard error so far.
    var errors: String { state.withLock { String(decoding: $0.errors, as: UTF8.self) } }

    func send(signal: Int32) { kill(processID, signal) }

    /// Waits for its end, a minute at most.
    func outcome() async throws -> Outcome {
        try await wait("the end of the program", seconds: 60) {
            self.state.withLock { $0.waitStatus != nil }
        }
        let status = state.withLock { $0.waitStatus } ?? 0
        let signal = status & 0x7F
        return Outcome(
            status: signal == 0 ? (status >> 8) & 0xFF : nil,
            signal: signal == 0 ? nil : signal,
            output: output,
            errors: errors
        )
    }

    /// Waits until something has come about that happens outside of this process.
    func wait(_ what: String, seconds: Int = 20, for condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Failure(description: "\(what) did not come about; output: \(output) errors: \(errors)")
    }

    /// Reads streams until all of them have ended, and closes them.
    private static func forEachPiece(of streams: [Int32], _ take: (Int32, ArraySlice<UInt8>) -> Void) {
        var polls = streams.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while !polls.isEmpty {
            if poll(&polls, nfds_t(polls.count), -1) < 0 { continue }
            for ready in polls where ready.revents != 0 {
                let count = read(ready.fd, &chunk, chunk.count)
                if count > 0 {
                    take(ready.fd, chunk[..<count])
                } else {
                    close(ready.fd)
                    polls.removeAll { $0.fd == ready.fd }
                }
            }
        }
    }

    /// One at a time, so that no program holds the writing end of another's pipe.
    private static let spawning = Mutex(())

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        if Glibc.pipe(&ends) != 0 { throw Failure(description: "no pipe: \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Writes until nothing more fits.
    private static func fill(_ end: Int32) {
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
        let zeros = [UInt8](repeating: 0, count: 4096)
        while write(end, zeros, zeros.count) > 0 {}
        while write(end, zeros, 1) > 0 {}
        _ = fcntl(end, F_SETFL, 0)
    }

    private static func spawn(
        _ arguments: [String],
        _ environment: [String: String],
        _ folder: String,
        _ output: Int32,
        _ errors: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var variables = ["PATH": "/usr/bin:/bin", "HOME": folder, "TMPDIR": folder]
        variables.merge(environment) { $1 }
        // An instrumented binary writes where its environment says.
        for name in ["LLVM_PROFILE_FILE", "LD_LIBRARY_PATH"] {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        var processID: pid_t = 0
        // The shell becomes the program, in its folder.
        let shell = ["/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder, path]
        let status = withCStrings(shell + arguments) { arguments in
            withCStrings(variables.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawn(&processID, "/bin/sh", &actions, nil, arguments, environment)
            }
        }
        if status != 0 {
            throw Failure(description: "cannot start \(path): \(String(cString: strerror(status)))")
        }
        return processID
    }

    private static func withCStrings<Output>(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Output
    ) -> Output {
        let pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}
