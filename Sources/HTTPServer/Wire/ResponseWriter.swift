import NIOCore

/// Writes an answer's bytes straight into the connection's outgoing buffer.
///
/// The order is `begin`, any number of `field`, then one of the endings. What every answer carries (date,
/// server name, request identifier, security fields) is added here, so no route can forget it.
package struct ResponseWriter {
    /// What has been written and not sent; lent by the event loop, so that an idle connection holds none.
    private(set) var buffer = ByteBuffer()
    let loopState: EventLoopState
    /// Set anew for every request.
    private(set) var isHeadRequest = false
    private(set) var isVersion11 = true
    var keepsAlive = true
    /// The caller's request identifier, where it sent a valid one.
    var requestID: String?
    /// Whole field lines, each with its CR LF, that whatever answer this request gets will carry.
    package var additionalFields: [UInt8] = []
    private var status = HTTPStatus.ok

    init(loopState: EventLoopState) {
        self.loopState = loopState
    }

    /// Makes ready for the next request's answer.
    mutating func prepare(for head: RequestHead) {
        isHeadRequest = head.method == .head
        isVersion11 = head.isVersion11
        keepsAlive = head.keepsAlive && !loopState.isDraining
        requestID = nil
        if !additionalFields.isEmpty { additionalFields = [] }
    }

    /// Forgets the request that has been answered.
    mutating func reset() {
        isHeadRequest = false
        isVersion11 = true
        requestID = nil
    }

    /// Whether the answer that was begun may carry content.
    var sendsContent: Bool { !isHeadRequest && !status.forbidsContent }

    /// Hands over what has been written.
    mutating func takeBuffer() -> ByteBuffer {
        let written = buffer
        buffer = ByteBuffer()
        return written
    }

    /// Writes the status line and the fields that every answer has.
    package mutating func begin(_ status: HTTPStatus) {
        self.status = status
        if buffer.storageCapacity == 0 { buffer = loopState.lendBuffer() }
        if status.code == 200 {
            loopState.writeCommonHead(to: &buffer)
        } else {
            buffer.writeStaticString("HTTP/1.1 ")
            writeDecimal(Int64(status.code))
            buffer.writeStaticString(" ")
            buffer.writeString(status.reason)
            buffer.writeStaticString("\r\n")
            loopState.writeCommonFields(to: &buffer)
        }
        writeRequestID()
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

    /// Writes whole field lines that were rendered before, each with its CR LF.
    package mutating func renderedFields(_ lines: [UInt8]) {
        buffer.writeBytes(lines)
    }

    /// Writes text into a field that is being put together from parts.
    package mutating func text(_ text: StaticString) { buffer.writeStaticString(text) }

    /// Writes a number into a field that is being put together from parts.
    package mutating func decimal(_ value: Int64) { writeDecimal(value) }

    /// Ends the head and writes the content, unless the method or the status forbids it.
    package mutating func end(body: [UInt8]) {
        if !status.forbidsContent { field("Content-Length", Int64(body.count)) }
        end(bodyOfKnownLength: body)
    }

    /// Ends an answer whose rendered fields already told the length.
    package mutating func end(bodyOfKnownLength body: [UInt8]) {
        buffer.writeStaticString("\r\n")
        if sendsContent { buffer.writeBytes(body) }
    }

    /// Ends an answer without content.
    package mutating func end() { end(body: []) }

    /// Writes a whole answer that is not streamed; for a streamed one, its head.
    mutating func write(_ response: HTTPResponse) {
        if response.closesConnection { closeAfterwards() }
        if case .stream = response.body, !isVersion11 { closeAfterwards() }
        begin(response.status)
        for (name, value) in response.fields { field(name, value) }
        switch response.body {
        case .none: end()
        case .bytes(let bytes): end(body: bytes)
        case .stream:
            if isVersion11, !response.status.forbidsContent { field("Transfer-Encoding", "chunked") }
            buffer.writeStaticString("\r\n")
        }
    }

    /// Ends a streamed answer (RFC 9112 section 7.1).
    mutating func writeLastChunk() { buffer.writeStaticString("0\r\n\r\n") }

    /// Asks the client for the content it holds back (RFC 9110 section 10.1.1).
    mutating func writeContinue() { buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n") }

    private mutating func writeRequestID() {
        if let requestID {
            buffer.writeString(requestID)
        } else {
            loopState.requestIDs.write(to: &buffer)
        }
        buffer.writeStaticString("\r\n")
    }

    private mutating func writeName(_ name: StaticString) {
        buffer.writeStaticString(name)
        buffer.writeStaticString(": ")
    }

    private mutating func writeDecimal(_ value: Int64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var position = 20
        var rest = value.magnitude
        repeat {
            position -= 1
            digits[position] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
        } while rest > 0
        if value < 0 {
            position -= 1
            digits[position] = 0x2D
        }
        digits.span.withUnsafeBytes { bytes in
            _ = buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[position...]))
        }
    }
}
