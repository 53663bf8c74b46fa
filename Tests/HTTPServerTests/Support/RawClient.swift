import Glibc

/// A client that sends exactly what it is told, right or wrong.
///
/// It blocks its thread, for ten seconds at most.
final class RawClient {
    struct Failure: Error, CustomStringConvertible {
        let reason: String
        var description: String { reason }
    }

    /// An answer as it came.
    struct Answer {
        var status: Int
        /// Status line and fields, without the empty line.
        var head: String
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        func has(_ line: String) -> Bool {
            head.lowercased().split(separator: "\r\n").contains(Substring(line.lowercased()))
        }

        func value(_ name: String) -> String? {
            let start = name.lowercased() + ": "
            return head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(start) }.map {
                String($0.dropFirst(start.count))
            }
        }
    }

    private let socket: Int32
    private var isOwner = true
    private var received: [UInt8] = []
    private(set) var hasEnded = false
    /// Whether the connection ended by a reset rather than a close.
    private(set) var wasReset = false

    init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var bytes = receiveBufferBytes {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let status = Self.connect(socket, family: UInt8(AF_INET), port: port)
        if status != 0 { throw Failure(reason: "cannot connect: \(errno)") }
    }

    deinit {
        if isOwner { Glibc.close(socket) }
    }

    /// A connection that stays open when its client goes out of scope.
    struct Detached: Sendable {
        fileprivate let socket: Int32

        func close() { Glibc.close(socket) }
    }

    /// Takes over a connection that was left open.
    init(_ detached: Detached) {
        socket = detached.socket
    }

    var detached: Detached {
        isOwner = false
        return Detached(socket: socket)
    }

    // MARK: Sending

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends everything, or throws when the server has closed.
    func send(_ bytes: [UInt8]) throws {
        if trySend(bytes) < bytes.count { throw Failure(reason: "the server does not take what is sent") }
    }

    /// Sends what the server takes; the number of bytes tells how much that was.
    @discardableResult
    func trySend(_ bytes: [UInt8], flags: Int32 = 0) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | flags)
            }
            if count <= 0 { break }
            sent += count
        }
        return sent
    }

    /// Sends what fits without waiting.
    func sendWithoutWaiting(_ bytes: [UInt8]) -> Int { trySend(bytes, flags: Int32(MSG_DONTWAIT)) }

    /// Sends a byte outside the stream.
    func sendUrgent(_ byte: UInt8) {
        var byte = byte
        _ = Glibc.send(socket, &byte, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_OOB))
    }

    func endInput() { shutdown(socket, Int32(SHUT_WR)) }

    /// Ends the connection with a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        Glibc.shutdown(socket, Int32(SHUT_RD))
        // Connecting to nowhere dissolves the connection; with the option above, by a reset.
        _ = Self.connect(socket, family: UInt8(AF_UNSPEC), port: 0)
    }

    /// Connects to the loopback address, whose `sockaddr_in` is written byte by byte: family, port, address, padding.
    private static func connect(_ socket: Int32, family: UInt8, port: UInt16) -> Int32 {
        let address =
            [family, 0, UInt8(port >> 8), UInt8(port & 255), 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
        return address.withUnsafeBytes { bytes in
            Glibc.connect(
                socket,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)
            )
        }
    }

    static func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

    // MARK: Receiving

    /// Receives once; false at the end.
    private func receive() -> Bool {
        if hasEnded { return false }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &bytes, bytes.count, 0)
        if count <= 0 {
            hasEnded = true
            wasReset = count < 0 && errno == ECONNRESET
            if count < 0, errno == EAGAIN { received += Array("[nothing for ten seconds]".utf8) }
            return false
        }
        received += bytes[..<count]
        return true
    }

    func readToEnd(afterEachRead pause: () -> Void = {}) -> [UInt8] {
        while receive() { pause() }
        defer { received = [] }
        return received
    }

    /// Reads the next answer, by its length or chunks or to the end of the connection.
    func readAnswer(isHead: Bool = false) throws -> Answer {
        let head = String(decoding: try readHead().dropLast(4), as: UTF8.self)
        guard let status = Int(head.dropFirst(9).prefix(3)) else {
            throw Failure(reason: "no status in: \(head)")
        }
        var answer = Answer(status: status, head: head, body: [])
        if isHead || status == 100 || status == 204 || status == 304 { return answer }
        if answer.has("transfer-encoding: chunked") {
            answer.body = try readChunks()
        } else if let length = answer.value("content-length").flatMap({ Int($0) }) {
            answer.body = try take(length)
        } else {
            answer.body = readToEnd()
        }
        return answer
    }

    private func readHead() throws -> [UInt8] {
        var end = 0
        while true {
            while end + 4 <= received.count {
                if received[end..<end + 4].elementsEqual("\r\n\r\n".utf8) { return try take(end + 4) }
                end += 1
            }
            if !receive() { throw Failure(reason: "the connection ended within a head") }
        }
    }

    private func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            var line: [UInt8] = []
            while line.suffix(2) != [0x0D, 0x0A] { line += try take(1) }
            guard let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16) else {
                throw Failure(reason: "a chunk has no size")
            }
            body += try take(size + 2).dropLast(2)
            if size == 0 { return body }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while received.count < count {
            if !receive() { throw Failure(reason: "the connection ended too early") }
        }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }
}
