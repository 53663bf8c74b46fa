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

    private struct State {
        var lines: [[UInt8]] = []
        /// Of the lines that wait and of those being written.
        var byteCount = 0
        var droppedCount = 0
        var isWriting = false
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
    func append(_ line: [UInt8]) {
        let begins = state.withLock { state in
            guard state.byteCount + line.count <= bytesMaximum else {
                state.droppedCount += 1
                return false
            }
            state.lines.append(line)
            state.byteCount += line.count
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if begins { queue.async { [self] in writeLines() } }
    }

    /// Waits until everything taken so far is written; false where that takes longer than the time given.
    @discardableResult
    func flush(milliseconds: Int) -> Bool {
        let written = DispatchSemaphore(value: 0)
        // The queue is serial, so this runs after the writing that is under way.
        queue.async { written.signal() }
        return written.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }

    /// Writes until nothing waits any more.
    private func writeLines() {
        while let (lines, droppedCount) = next() {
            for line in lines { write(line) }
            // What was dropped came after the lines that filled the queue.
            if droppedCount > 0 { write(droppedLine(droppedCount)) }
            let byteCount = lines.reduce(0) { $0 + $1.count }
            state.withLock { $0.byteCount -= byteCount }
        }
    }

    private func next() -> (lines: [[UInt8]], droppedCount: Int)? {
        state.withLock { state in
            if state.lines.isEmpty && state.droppedCount == 0 {
                state.isWriting = false
                return nil
            }
            defer {
                state.lines = []
                state.droppedCount = 0
            }
            return (state.lines, state.droppedCount)
        }
    }

    /// One system call a line where the kernel takes it whole, so that lines of several processes do not mix.
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
