import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A few lines of HTTP/1.1 server on 127.0.0.1, a thread per connection, that can misbehave on demand.
final class LoopbackServer: Sendable {
    private struct State {
        var connections: [Int32] = []
        var connectionCount = 0
        var requests: [String] = []
        var isStopped = false
        /// Whether the listener's descriptor is still this server's.
        var isListening = true
    }

    let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    init() throws {
        listener = socket(AF_INET, streamType, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 256) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        port = UInt16(bigEndian: address.sin_port)
    }

    struct Failure: Error {}

    /// Accepts connections until `stop`.
    func start() {
        spawn { self.acceptAll() }
    }

    func stop() {
        // Under the lock a descriptor is still this server's; once it was closed its number may be anybody's.
        state.withLock { state in
            if state.isListening { shutdown(listener, Int32(SHUT_RDWR)) }
            state.isStopped = true
            for descriptor in state.connections { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    var connectionCount: Int { state.withLock { $0.connectionCount } }
    /// The heads of all requests.
    var requests: [String] { state.withLock { $0.requests } }

    private func acceptAll() {
        while true {
            let descriptor = accept(listener, nil, nil)
            if descriptor < 0 { break }
            let isStopped = state.withLock { state in
                state.connections.append(descriptor)
                state.connectionCount += 1
                return state.isStopped
            }
            if isStopped { break }
            spawn { self.serve(descriptor) }
        }
        state.withLock { state in
            state.isListening = false
            close(listener)
        }
    }

    private func serve(_ descriptor: Int32) {
        var buffer: [UInt8] = []
        while let (head, body) = receive(descriptor, &buffer) {
            state.withLock { $0.requests.append(head) }
            let target = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            if !answer(descriptor, target: target, head: head, body: body) { break }
        }
        state.withLock { state in
            state.connections.removeAll { $0 == descriptor }
            close(descriptor)
        }
    }

    /// Answers one request; false to close the connection.
    private func answer(_ descriptor: Int32, target: String, head: String, body: [UInt8]) -> Bool {
        let parts = target.split(separator: "/").map(String.init)
        switch parts.first {
        case "echo":
            let text = Array(head.utf8) + Array("\r\n\r\n".utf8) + body
            return send(
                descriptor,
                response("200 OK", "Content-Length: \(text.count)\r\nX-Test: a\r\nx-test: b", text)
            )
        case "bytes":
            let count = Int(parts[1]) ?? 0
            let content = [UInt8](repeating: 0x61, count: count)
            return send(descriptor, response("200 OK", "Content-Length: \(count)", content))
        case "stream":
            // Without a length, until the client goes away.
            var isOpen = send(descriptor, response("200 OK", "Connection: close", []))
            while isOpen { isOpen = send(descriptor, [UInt8](repeating: 0x61, count: 65_536)) }
            return false
        case "headers":
            let filler = String(repeating: "x", count: 1000)
            let fields = (0..<(Int(parts[1]) ?? 0)).map { "X-\($0): \(filler)" }.joined(separator: "\r\n")
            return send(descriptor, response("200 OK", "Content-Length: 0\r\n" + fields, []))
        case "redirect":
            return send(descriptor, response("302 Found", "Location: /echo\r\nContent-Length: 0", []))
        case "interim":
            return send(descriptor, Array("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n".utf8))
                && send(descriptor, response("204 No Content", "X-Late: 1", []))
        case "silence":
            // Reads on; the client will have gone.
            return true
        case "reset":
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                descriptor,
                SOL_SOCKET,
                SO_LINGER,
                &linger,
                socklen_t(MemoryLayout.size(ofValue: linger))
            )
            return false
        case "half":
            _ = send(
                descriptor,
                response("200 OK", "Content-Length: 100", [UInt8](repeating: 0x61, count: 50))
            )
            return false
        default:
            return send(descriptor, response("404 Not Found", "Content-Length: 0", []))
        }
    }

    private func response(_ status: String, _ fields: String, _ body: [UInt8]) -> [UInt8] {
        Array("HTTP/1.1 \(status)\r\n\(fields)\r\n\r\n".utf8) + body
    }

    private func send(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { buffer in
                #if canImport(Glibc)
                Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
                #else
                Darwin.send(descriptor, buffer.baseAddress, buffer.count, 0)
                #endif
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// The next request's head and body; nil at the end of the connection.
    private func receive(_ descriptor: Int32, _ buffer: inout [UInt8]) -> (String, [UInt8])? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let index = buffer.indices.first(where: { buffer[$0...].starts(with: end) }) {
                let head = String(decoding: buffer[..<index], as: UTF8.self)
                let length = Self.contentLength(head)
                if buffer.count >= index + 4 + length {
                    let body = Array(buffer[(index + 4)..<(index + 4 + length)])
                    buffer.removeFirst(index + 4 + length)
                    return (head, body)
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count <= 0 { return nil }
            buffer += chunk[..<count]
            // A TLS handshake (RFC 8446 section 5.1) is not for this server.
            if buffer.first == 0x16 { return nil }
        }
    }

    private static func contentLength(_ head: String) -> Int {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            return Int(line.dropFirst("content-length:".count).drop { $0 == " " }) ?? 0
        }
        return 0
    }

    private func spawn(_ body: @escaping @Sendable () -> Void) {
        let context = Unmanaged.passRetained(Body(run: body)).toOpaque()
        var thread = pthread_t()
        let result = pthread_create(&thread, nil, threadMain, context)
        precondition(result == 0, "no thread could be made")
        pthread_detach(thread)
    }
}

private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

private let threadMain: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
    if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}

#if canImport(Glibc)
private let streamType = Int32(SOCK_STREAM.rawValue)
#else
private let streamType = SOCK_STREAM
#endif
