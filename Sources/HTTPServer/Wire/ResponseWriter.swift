import Bytes
import NIOCore

/// Writes an answer's bytes straight into the connection's outgoing buffer.
///
/// The order is `begin`, any number of `field`, then one of the endings. What every answer carries (date,
/// server name, request identifier, security fields) is added here, so no route can forget it.
package struct ResponseWriter {
    /// What has been written and not sent; lent by the event loop, so that an idle connection holds none.
    private(set) var buffer = ByteBuffer()
    let loopState: EventLoopState
    /// Set anew for every request; nil for one that no route can name.
    private(set) var method: HTTPMethod?
    /// The number of the request's route (`ServerMetrics.number(ofRoute:)`); the application sets it where it finds one.
    package var route: UInt16?
    /// The status of the answer that was begun last.
    private(set) var status: UInt16 = 0
    /// Whether the answer to the current request was begun.
    private(set) var hasBegun = false
    private(set) var isVersion11 = true
    var keepsAlive = true
    /// The caller's request identifier where it sent a valid one, else the one made here from the first time that it is
    /// needed.
    var requestID: RequestID?
    /// Whole field lines, each with its CR LF, that whatever answer this request gets will carry.
    package var additionalFields: [UInt8] = []
    /// Whether the status of the answer that was begun lets it carry content.
    private var statusForbidsContent = false

    /// Where the answers go, as far as it is known.
    var peer: SocketAddress?

    /// The address that the answer goes to, without its port; empty where it is not known.
    package var peerAddress: String { peer?.ipAddress ?? "" }

    init(loopState: EventLoopState) {
        self.loopState = loopState
    }

    /// Makes ready for the next request's answer.
    mutating func prepare(for head: RequestHead) {
        method = head.method
        route = nil
        hasBegun = false
        isVersion11 = head.isVersion11
        keepsAlive = head.keepsAlive && !loopState.isDraining
        requestID = nil
        if !additionalFields.isEmpty { additionalFields = [] }
    }

    /// Forgets the request that has been answered.
    mutating func reset() {
        method = nil
        route = nil
        isVersion11 = true
        requestID = nil
    }

    /// Whether the request asks for the head of an answer alone.
    var isHeadRequest: Bool { method == .head }

    /// Whether the answer that was begun may carry content.
    var sendsContent: Bool { !isHeadRequest && !statusForbidsContent }

    /// Hands over what has been written.
    mutating func takeBuffer() -> ByteBuffer {
        var written = ByteBuffer()
        swap(&written, &buffer)
        return written
    }

    /// Writes the status line and the fields that every answer has.
    package mutating func begin(_ status: HTTPStatus) {
        self.status = status.code
        hasBegun = true
        statusForbidsContent = status.forbidsContent
        if buffer.storageCapacity == 0 { buffer = loopState.spareBuffers.lend() }
        let common = loopState.currentCommonFields()
        let requestID = fixedRequestID()
        appendInPlace(atMost: status.line.count + common.count + requestID.textBytes + 2) { cursor in
            cursor.append(status.line)
            cursor.append(common)
            requestID.write(to: &cursor)
            cursor.append("\r\n")
        }
        if !additionalFields.isEmpty { buffer.writeBytes(additionalFields) }
        if !keepsAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if !isVersion11 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
    }

    /// Makes this the last answer on the connection; to be called before `begin`.
    package mutating func closeAfterwards() { keepsAlive = false }

    /// Writes a field; neither part holds CR or LF.
    package mutating func field(_ name: StaticString, _ value: StaticString) {
        writeName(name)
        buffer.writeStaticString(value)
        buffer.writeStaticString("\r\n")
    }

    /// Writes a field; neither part holds CR or LF.
    package mutating func field(_ name: String, _ value: String) {
        buffer.writeString(name)
        buffer.writeStaticString(": ")
        buffer.writeString(value)
        buffer.writeStaticString("\r\n")
    }

    /// Writes a field with a decimal value.
    package mutating func field(_ name: StaticString, _ value: Int64) {
        writeName(name)
        writeDecimal(value)
        buffer.writeStaticString("\r\n")
    }

    /// Ends the head and writes the content, unless the method or the status forbids it.
    package mutating func end(body: [UInt8]) {
        let (sendsContent, tellsLength) = (sendsContent, !statusForbidsContent)
        let contentBytes = sendsContent ? body.count : 0
        appendInPlace(atMost: Self.lengthFieldBytesMaximum + contentBytes) { cursor in
            if tellsLength {
                cursor.append("Content-Length: ")
                cursor.append(decimal: Int64(body.count))
                cursor.append("\r\n")
            }
            cursor.append("\r\n")
            if sendsContent { cursor.append(body) }
        }
    }

    /// Room for `Content-Length` and the end of the head.
    private static let lengthFieldBytesMaximum = 20 + ByteCursor.decimalBytesMaximum

    /// Ends an answer without content.
    package mutating func end() { end(body: []) }

    /// Writes a whole answer that is not streamed; for a streamed one, its head.
    mutating func write(_ response: HTTPResponse) {
        if response.closesConnection { closeAfterwards() }
        if case .stream = response.body, !isVersion11 { closeAfterwards() }
        begin(response.status)
        writeFields(response.fields, lines: response.fieldLines)
        switch response.body {
        case .none: end()
        case .bytes(let bytes): end(body: bytes)
        case .stream:
            if isVersion11, !response.status.forbidsContent { field("Transfer-Encoding", "chunked") }
            buffer.writeStaticString("\r\n")
        }
    }

    private mutating func writeFields(_ fields: [(name: String, value: String)], lines: [UInt8]) {
        var bytes = lines.count
        for index in fields.indices {
            bytes += fields[index].name.utf8.count + fields[index].value.utf8.count + 4
        }
        if bytes == 0 { return }
        appendInPlace(atMost: bytes) { cursor in
            let fields = fields.span
            for index in fields.indices {
                cursor.append(text: fields[index].name)
                cursor.append(": ")
                cursor.append(text: fields[index].value)
                cursor.append("\r\n")
            }
            cursor.append(lines)
        }
    }

    /// Ends a streamed answer (RFC 9112 section 7.1).
    mutating func writeLastChunk() { buffer.writeStaticString("0\r\n\r\n") }

    /// Asks the client for the content it holds back (RFC 9110 section 10.1.1).
    mutating func writeContinue() { buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n") }

    private mutating func writeName(_ name: StaticString) {
        buffer.writeStaticString(name)
        buffer.writeStaticString(": ")
    }

    private mutating func writeDecimal(_ value: Int64) {
        appendInPlace(atMost: ByteCursor.decimalBytesMaximum) { cursor in cursor.append(decimal: value) }
    }

    // MARK: Writing in place

    /// Has `body` write a bounded number of bytes straight into the buffer.
    ///
    /// The buffer is grown once and not asked again for every piece.
    @inline(__always)
    mutating func appendInPlace(atMost bytes: Int, _ body: (inout ByteCursor) -> Void) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bytes) { memory in
            var cursor = ByteCursor(memory)
            body(&cursor)
            return cursor.count
        }
    }

    /// The identifier that this answer will carry: the caller's where it sent a valid one, else a new one.
    package mutating func fixedRequestID() -> RequestID {
        if let requestID { return requestID }
        let made = loopState.requestIDs.next()
        requestID = made
        return made
    }
}
