import CCurl

/// One request on its way, and the answer as far as it has come.
///
/// `@unchecked`: made by the caller, handed over to the event loop's thread through the mailbox's lock, and touched by
/// that thread alone afterwards.
final class CurlTransfer: @unchecked Sendable {  // Reason: one thread at a time has it.
    typealias Outcome = Result<HTTPClientResponse, HTTPTransportError>

    let identifier: UInt64
    let request: HTTPClientRequest
    let url: HTTPClientURL
    /// Monotonic, in nanoseconds.
    let deadline: Int64
    /// The list that libcurl reads the headers from; freed when the transfer has ended.
    var headerList: UnsafeMutablePointer<curl_slist>?

    private let continuation: CheckedContinuation<Outcome, Never>
    private let headerBytesMaximum: Int
    private var bodyBytesSent = 0
    private var headerBytes = 0
    private var headers = HTTPClientHeaders()
    private var body: [UInt8] = []
    private(set) var exceededLimit = false

    init(
        identifier: UInt64,
        request: HTTPClientRequest,
        url: HTTPClientURL,
        deadline: Int64,
        headerBytesMaximum: Int,
        continuation: CheckedContinuation<Outcome, Never>
    ) {
        self.identifier = identifier
        self.request = request
        self.url = url
        self.deadline = deadline
        self.headerBytesMaximum = headerBytesMaximum
        self.continuation = continuation
    }

    /// Answers the caller; called once.
    func finish(_ outcome: Outcome) {
        continuation.resume(returning: outcome)
    }

    /// Makes the answer of what has come.
    func response(status: Int, version: HTTPClientResponse.ProtocolVersion) -> HTTPClientResponse {
        HTTPClientResponse(status: status, headers: headers, body: body, protocolVersion: version)
    }

    /// Fills libcurl's buffer with what follows of the request's body.
    func readBody(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let bytes = request.body else { return 0 }
        let count = min(buffer.count, bytes.count - bodyBytesSent)
        if count <= 0 { return 0 }
        bytes[bodyBytesSent..<(bodyBytesSent + count)].withUnsafeBytes { buffer.copyMemory(from: $0) }
        bodyBytesSent += count
        return count
    }

    /// Goes to a position in the request's body, as long as nothing of it was handed over.
    ///
    /// libcurl would send a request again by itself when a reused connection breaks before an answer. The first try may
    /// have taken effect, and nobody would learn of it: an answer to the second try that says "nothing happened" would
    /// be taken for the truth. So it has to fail, and whoever sent the request decides.
    func seekBody(to offset: Int) -> Bool {
        guard bodyBytesSent == 0 || offset == bodyBytesSent else { return false }
        guard offset >= 0, offset <= request.body?.count ?? 0 else { return false }
        bodyBytesSent = offset
        return true
    }

    /// Takes one header line; false where the headers are larger than allowed.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        if headerBytes > headerBytesMaximum {
            exceededLimit = true
            return false
        }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            // A further status line: what came before it was an interim answer.
            headers.removeAll()
            return true
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let value = Self.trimmed(text.utf8[text.utf8.index(after: colon)...])
        headers.append(String(text[..<colon]), String(value))
        return true
    }

    /// Takes a piece of the body; false where the body is larger than allowed.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if bytes.count > request.responseBytesMaximum - body.count {
            exceededLimit = true
            body = []
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        var text = Substring(text).utf8
        while let first = text.first, isSpace(first) { text.removeFirst() }
        while let last = text.last, isSpace(last) { text.removeLast() }
        return Substring(text)
    }
}
