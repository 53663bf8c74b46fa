import CZlib

/// Expands a gzip stream (RFC 1952), a bounded piece at a time, up to a number of bytes.
///
/// A stream is one member or several in a row, which expand to what they hold one behind the other (RFC 1952 section 2.2).
package final class GzipDecoder {
    /// Why a stream cannot be expanded.
    package enum Failure: Error, Hashable, Sendable {
        /// The bytes are not gzip, or its checksum is wrong.
        case invalid
        /// The stream expands to more than the limit.
        case tooLarge
        /// The stream expands to more than ``expansionMaximum`` times its length.
        case expandsTooMuch
        /// The stream ends before its end.
        case incomplete
    }

    /// The most bytes that one step expands to.
    package static let stepBytesMaximum = 64 * 1024
    /// How many times its length a long stream may expand to; text that people send stays far below.
    package static let expansionMaximum = 250
    /// What any stream may expand to, however short it is.
    package static let expansionBytesFree = 1024 * 1024

    private static let windowBits: Int32 = 15 + 16

    private enum Phase {
        /// Where a member may begin; `isFirst` where one must.
        case betweenMembers(isFirst: Bool)
        case inMember
    }

    private var stream = z_stream()
    private let bytesMaximum: Int
    private var phase = Phase.betweenMembers(isFirst: true)
    private var taken = 0
    private var expanded = 0
    /// Bytes that were taken; those before `position` are expanded.
    private var input: [UInt8] = []
    private var position = 0
    /// Whether the last step filled its piece, so that zlib may hold back more.
    private var mayHoldBack = false

    /// Fails where zlib has no memory.
    package init?(bytesMaximum: Int) {
        self.bytesMaximum = bytesMaximum
        if userkv_inflate_init(&stream, Self.windowBits) != Z_OK { return nil }
    }

    deinit { inflateEnd(&stream) }

    /// Takes bytes of the stream, for ``next()`` to expand.
    package func take(_ bytes: [UInt8]) {
        input = position == input.count ? bytes : Array(input[position...]) + bytes
        position = 0
        taken += bytes.count
    }

    /// Expands some of the bytes taken, to at most ``stepBytesMaximum``; nil where more have to be taken first.
    package func next() throws(Failure) -> [UInt8]? {
        while position < input.count || mayHoldBack {
            let piece = try step()
            if !piece.isEmpty { return piece }
        }
        return nil
    }

    /// Checks that the stream came to its end.
    package func finish() throws(Failure) {
        if case .betweenMembers(isFirst: false) = phase { return }
        throw .incomplete
    }

    /// Expands a stream as a whole.
    package static func decode(_ bytes: [UInt8], bytesMaximum: Int) throws(Failure) -> [UInt8] {
        guard let decoder = GzipDecoder(bytesMaximum: bytesMaximum) else { throw .tooLarge }
        decoder.take(bytes)
        var output: [UInt8] = []
        while let piece = try decoder.next() { output += piece }
        try decoder.finish()
        return output
    }

    private func step() throws(Failure) -> [UInt8] {
        if case .betweenMembers(let isFirst) = phase {
            if !isFirst, inflateReset(&stream) != Z_OK { throw .invalid }
            phase = .inMember
        }
        var result = Z_OK
        let start = position
        let piece = [UInt8](unsafeUninitializedCapacity: Self.stepBytesMaximum) { piece, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress.map { $0 + start }
                stream.avail_in = UInt32(input.count - start)
                stream.next_out = piece.baseAddress
                stream.avail_out = UInt32(Self.stepBytesMaximum)
                result = inflate(&stream, Z_NO_FLUSH)
                stream.next_in = nil
            }
            count = Self.stepBytesMaximum - Int(stream.avail_out)
        }
        position = input.count - Int(stream.avail_in)
        mayHoldBack = stream.avail_out == 0
        if result == Z_STREAM_END {
            phase = .betweenMembers(isFirst: false)
            mayHoldBack = false
        } else if result != Z_OK && result != Z_BUF_ERROR {
            throw .invalid
        }
        try count(piece)
        return piece
    }

    private func count(_ piece: [UInt8]) throws(Failure) {
        expanded += piece.count
        if expanded > bytesMaximum { throw .tooLarge }
        let read = taken - (input.count - position)
        if expanded > Self.expansionBytesFree, expanded / Self.expansionMaximum > read {
            throw .expandsTooMuch
        }
    }
}

@available(*, unavailable)
extension GzipDecoder: Sendable {}
