@preconcurrency import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes the lines of the log on a thread of its own.
///
/// Whoever reads the log may stall, and then a write takes as long as that lasts. So no thread that logs ever writes: lines
/// wait in a queue of limited size, and what does not fit is counted and told once there is room again.
final class LogWriter: Sendable {
    /// What waits at most, in bytes, the lines being written included: 1 MiB.
    static let standardBytesMaximum = 1 << 20

    /// How long a line that may wait does so, for others to be written with it.
    static let gatheringMilliseconds = 10

    /// When the lines that wait are written.
    private enum Writing {
        /// There are none.
        case none
        /// In a moment.
        case gathering
        /// Now.
        case going
    }

    private struct State {
        var lines: [[UInt8]] = []
        /// Of the lines that wait and of those being written.
        var byteCount = 0
        var droppedCount = 0
        var writing = Writing.none

        /// Notes that lines are to be written; what has to be begun for that.
        mutating func begin(_ wanted: Writing) -> Writing {
            switch (writing, wanted) {
            case (.going, _), (.gathering, .gathering), (_, .none): return .none
            case (.none, _), (.gathering, .going):
                writing = wanted
                return wanted
            }
        }
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "userkv.log")
    private let descriptor: Int32
    private let bytesMaximum: Int
    private let droppedLine: @Sendable (Int) -> [UInt8]

    /// - Parameters:
    ///   - descriptor: where the lines go; stays open as long as this lives.
    ///   - droppedLine: the line that tells how many others were left out.
    init(
        descriptor: Int32,
        bytesMaximum: Int = standardBytesMaximum,
        droppedLine: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.descriptor = descriptor
        self.bytesMaximum = bytesMaximum
        self.droppedLine = droppedLine
    }

    /// Takes a line, which ends with a line feed, and returns at once.
    ///
    /// - Parameter mayWait: whether it may lie here for a moment: waking a thread for each of many lines costs more than making
    ///   them.
    func append(_ line: [UInt8], mayWait: Bool = false) {
        let begins: Writing = state.withLock { state in
            guard state.byteCount + line.count <= bytesMaximum else {
                state.droppedCount += 1
                return .none
            }
            state.lines.append(line)
            state.byteCount += line.count
            return state.begin(mayWait ? .gathering : .going)
        }
        switch begins {
        case .none: return
        case .gathering:
            queue.asyncAfter(deadline: .now() + .milliseconds(Self.gatheringMilliseconds)) { [self] in
                writeLines()
            }
        case .going: queue.async { [self] in writeLines() }
        }
    }

    /// Waits until everything taken so far is written; false where that takes longer than the time given.
    @discardableResult
    func flush(milliseconds: Int) -> Bool {
        let written = DispatchSemaphore(value: 0)
        // The queue is serial, so this runs after the writing that is under way.
        queue.async { [self] in
            writeLines()
            written.signal()
        }
        return written.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }

    /// Writes until nothing waits any more.
    private func writeLines() {
        while let (lines, droppedCount) = next() {
            writeTogether(lines)
            // What was dropped came after the lines that filled the queue.
            if droppedCount > 0 { write(droppedLine(droppedCount)) }
            let byteCount = lines.reduce(0) { $0 + $1.count }
            state.withLock { $0.byteCount -= byteCount }
        }
    }

    private func next() -> (lines: [[UInt8]], droppedCount: Int)? {
        state.withLock { state in
            if state.lines.isEmpty && state.droppedCount == 0 {
                state.writing = .none
                return nil
            }
            state.writing = .going
            defer {
                state.lines = []
                state.droppedCount = 0
            }
            return (state.lines, state.droppedCount)
        }
    }

    /// Writes lines, as many in one system call as a pipe takes whole, so that lines of several processes do not mix; a longer
    /// one alone (pipe(7)).
    private func writeTogether(_ lines: [[UInt8]]) {
        var gathered: [UInt8] = []
        for line in lines {
            if gathered.count + line.count > Self.atomicBytes, !gathered.isEmpty {
                write(gathered)
                gathered.removeAll(keepingCapacity: true)
            }
            gathered += line
        }
        write(gathered)
    }

    /// What a pipe takes whole or not at all.
    private static let atomicBytes = Int(PIPE_BUF)

    private func write(_ line: [UInt8]) {
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0 && errno == EAGAIN {
                // Somebody who shares the descriptor made it non-blocking.
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
            } else if count == 0 || errno != EINTR {
                // Nobody reads any more, or there is no room: there is nowhere to tell it.
                return
            }
        }
    }
}
