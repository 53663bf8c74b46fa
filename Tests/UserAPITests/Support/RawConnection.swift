import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A client connection that sends exactly the bytes it is given; one exchange at a time, each step at most a minute.
final class RawConnection: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Threads that may block; those of the tests must stay free for the server's handlers.
    static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 64)
        pool.start()
        return pool
    }()

    fileprivate struct State {
        var socket: Int32 = -1
        var received: [UInt8] = []
        var position = 0
    }

    private let port: UInt16
    private let state = Mutex(State())

    init(port: UInt16) {
        self.port = port
    }

    deinit {
        state.withLock { $0.close() }
    }

    /// Whether the connection can be used for another exchange.
    var isOpen: Bool { state.withLock { $0.socket >= 0 } }

    /// Sends a request and receives its answer; connects first where the server has closed, or never was connected to.
    func exchange(_ request: [UInt8], isHead: Bool = false) async throws -> Answer {
        try await Self.threads.runIfActive { [self] in
            try state.withLock { state in
                if state.socket < 0 { try state.connect(port) }
                do {
                    try state.send(request)
                    let answer = try state.readAnswer(isHead: isHead)
                    if answer.has("connection: close") { state.close() }
                    return answer
                } catch {
                    state.close()
                    throw error
                }
            }
        }
    }
}

extension RawConnection.State {
    mutating func connect(_ port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status != 0 {
            close()
            throw RawConnection.Failure(description: "cannot connect: \(errno)")
        }
    }

    mutating func close() {
        if socket >= 0 { Glibc.close(socket) }
        self = RawConnection.State()
    }

    /// Sends, and receives meanwhile what the server already answers; ends early where it takes no more.
    mutating func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            var poll = pollfd(fd: socket, events: Int16(POLLIN | POLLOUT), revents: 0)
            if Glibc.poll(&poll, 1, 60_000) <= 0 { return }
            if poll.revents & Int16(POLLIN) != 0 {
                do { try receive() } catch { return }
            }
            if poll.revents & Int16(POLLOUT) == 0 { continue }
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0, errno != EAGAIN { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// Reads an answer, by its length, its chunks or to the end of the connection.
    mutating func readAnswer(isHead: Bool) throws -> Answer {
        var answer = Answer(head: String(decoding: try line(endingWith: "\r\n\r\n"), as: UTF8.self))
        if answer.status == 100 { return try readAnswer(isHead: isHead) }
        if isHead || answer.status == 204 || answer.status == 304 { return answer }
        if answer.has("transfer-encoding: chunked") {
            while true {
                let size = String(decoding: try line(endingWith: "\r\n"), as: UTF8.self)
                guard let count = Int(size, radix: 16) else {
                    throw RawConnection.Failure(description: "not a chunk's size: \(size)")
                }
                answer.body += try take(count)
                _ = try take(2)
                if count == 0 { return answer }
            }
        }
        guard let length = answer["content-length"].flatMap({ Int($0) }) else {
            throw RawConnection.Failure(description: "an answer without a length: \(answer.head)")
        }
        answer.body = try take(length)
        return answer
    }

    private mutating func receive() throws {
        received.removeFirst(position)
        position = 0
        let room = 65_536
        let start = received.count
        received += [UInt8](repeating: 0, count: room)
        let count = received.withUnsafeMutableBytes {
            recv(socket, $0.baseAddress?.advanced(by: start), room, 0)
        }
        received.removeLast(room - max(0, count))
        if count <= 0 { throw RawConnection.Failure(description: "the connection ended within an answer") }
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while received.count - position < count { try receive() }
        defer { position += count }
        return Array(received[position..<position + count])
    }

    private mutating func line(endingWith end: String) throws -> [UInt8] {
        let end = Array(end.utf8)
        var scanned = 0
        while true {
            while position + scanned + end.count <= received.count {
                if received[(position + scanned)...].starts(with: end) {
                    let line = try take(scanned)
                    position += end.count
                    return line
                }
                scanned += 1
            }
            try receive()
        }
    }
}
