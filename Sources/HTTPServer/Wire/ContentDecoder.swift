import NIOCore

/// Takes a request's content off the connection: a known length, or chunks with trailers (RFC 9112 section
/// 7.1).
///
/// A pure state machine: bytes in, pieces of content out. Chunk extensions are checked and dropped, trailers
/// are checked like header fields and dropped.
struct ContentDecoder {
    enum Outcome {
        case incomplete
        case piece(ByteBuffer)
        case end
    }

    private enum State {
        case length(remaining: Int)
        case chunkLine
        case chunkData(remaining: Int)
        case chunkEnd
        case trailers(bytes: Int, lines: Int)
        case finished
    }

    private let chunkLineBytesMaximum: Int
    private let trailerBytesMaximum: Int
    private let fieldCountMaximum: Int
    private var state: State

    init(framing: RequestHead.Framing, limits: HTTPLimits) {
        chunkLineBytesMaximum = limits.chunkLineBytesMaximum
        trailerBytesMaximum = limits.trailerBytesMaximum
        fieldCountMaximum = limits.fieldCountMaximum
        switch framing {
        case .none: state = .finished
        case .length(let length): state = .length(remaining: length)
        case .chunked: state = .chunkLine
        }
    }

    /// Whether nothing is left to take.
    var isFinished: Bool {
        if case .finished = state { return true }
        return false
    }

    /// Takes the next piece from the front of `buffer`.
    mutating func next(from buffer: inout ByteBuffer) throws(RequestError) -> Outcome {
        while true {
            switch state {
            case .finished:
                return .end
            case .length(let remaining):
                guard let piece = take(remaining, from: &buffer) else { return .incomplete }
                let left = remaining - piece.readableBytes
                state = left == 0 ? .finished : .length(remaining: left)
                return .piece(piece)
            case .chunkLine:
                guard let line = try takeLine(from: &buffer, maximum: chunkLineBytesMaximum) else {
                    return .incomplete
                }
                let size = try line.withUnsafeReadableBytes(ChunkLine.size)
                state = size == 0 ? .trailers(bytes: 0, lines: 0) : .chunkData(remaining: size)
            case .chunkData(let remaining):
                guard let piece = take(remaining, from: &buffer) else { return .incomplete }
                let left = remaining - piece.readableBytes
                state = left == 0 ? .chunkEnd : .chunkData(remaining: left)
                return .piece(piece)
            case .chunkEnd:
                guard try takeChunkEnd(from: &buffer) else { return .incomplete }
                state = .chunkLine
            case .trailers(let bytes, let lines):
                guard try takeTrailer(from: &buffer, bytes: bytes, lines: lines) else { return .incomplete }
            }
        }
    }

    private func take(_ count: Int, from buffer: inout ByteBuffer) -> ByteBuffer? {
        guard buffer.readableBytes > 0 else { return nil }
        return buffer.readSlice(length: min(count, buffer.readableBytes))
    }

    /// Takes the CR LF after a chunk's data; false where it is not complete yet.
    private func takeChunkEnd(from buffer: inout ByteBuffer) throws(RequestError) -> Bool {
        let isComplete = try buffer.withUnsafeReadableBytes { (bytes) throws(RequestError) -> Bool in
            let isRight = bytes.isEmpty || (bytes[0] == 0x0D && (bytes.count == 1 || bytes[1] == 0x0A))
            if !isRight { throw .malformed("A chunk is longer than its size says.") }
            return bytes.count >= 2
        }
        if isComplete { buffer.moveReaderIndex(forwardBy: 2) }
        return isComplete
    }

    /// Takes a line and its CR LF; nil where the line is not complete yet.
    private func takeLine(from buffer: inout ByteBuffer, maximum: Int) throws(RequestError) -> ByteBuffer? {
        let newline = try buffer.withUnsafeReadableBytes { (bytes) throws(RequestError) -> Int? in
            let newline = bytes.firstIndex(of: 0x0A, from: 0)
            if newline ?? bytes.count > maximum + 1 {
                throw .malformed("A chunk or trailer line is too long.")
            }
            guard let newline else { return nil }
            guard newline > 0, bytes[newline - 1] == 0x0D else {
                throw .malformed("A chunk or trailer line ends in a bare line feed.")
            }
            return newline
        }
        guard let newline else { return nil }
        let line = buffer.readSlice(length: newline - 1)
        buffer.moveReaderIndex(forwardBy: 2)
        return line
    }

    /// Takes one trailer line; false where it is not complete yet.
    private mutating func takeTrailer(
        from buffer: inout ByteBuffer,
        bytes: Int,
        lines: Int
    ) throws(RequestError) -> Bool {
        let room = trailerBytesMaximum - bytes
        if room <= 0 || lines > fieldCountMaximum { throw .headTooLarge }
        guard let line = try takeLine(from: &buffer, maximum: room) else { return false }
        if line.readableBytes == 0 {
            state = .finished
            return true
        }
        try line.withUnsafeReadableBytes(Self.checkTrailer)
        state = .trailers(bytes: bytes + line.readableBytes + 2, lines: lines + 1)
        return true
    }

    /// A trailer is a field line, and none that the server acts on in a head: it comes too late for that, and
    /// another recipient might act on it (RFC 9110 section 6.5.1).
    private static func checkTrailer(_ line: UnsafeRawBufferPointer) throws(RequestError) {
        let field = try FieldLine(line, 0..<line.count)
        if HTTPField(name: UnsafeRawBufferPointer(rebasing: line[field.name])) != nil {
            throw .malformed("A trailer section holds a field that belongs in the head.")
        }
    }
}
