import Compression
import HTTPServer
import NIOCore

/// Where the bytes of a batch come from: a request's content as it arrives, expanded on the way, or bytes at hand.
///
/// A class because expanding has state; one consumer uses it, one call after the other.
final class BatchSource {
    /// The longest expanded stream, in bytes: a bound that says "any length" and still is one.
    private static let bytesMaximum = 1 << 40

    private let content: HTTPBodyStream?
    private let decoder: GzipDecoder?
    private var bytes: [UInt8]?

    init(_ content: HTTPBodyStream, _ coding: RequestCoding) throws(Problem) {
        self.content = content
        bytes = nil
        guard case .gzip = coding else {
            decoder = nil
            return
        }
        guard let decoder = GzipDecoder(bytesMaximum: Self.bytesMaximum) else {
            throw Problem(.overloaded, "There is no memory to expand the content.")
        }
        self.decoder = decoder
    }

    init(_ bytes: [UInt8]) {
        content = nil
        decoder = nil
        self.bytes = bytes
    }

    /// The next bytes; nil at the end.
    func next() async throws(Problem) -> [UInt8]? {
        guard let content else {
            defer { bytes = nil }
            return bytes
        }
        let piece: ByteBuffer?
        do throws(RequestError) {
            piece = try await content.next()
        } catch {
            throw Problem(error)
        }
        do throws(GzipDecoder.Failure) {
            guard let piece else {
                try decoder?.finish()
                return nil
            }
            let received = Array(piece.readableBytesView)
            guard let decoder else { return received }
            return try decoder.append(received)
        } catch {
            throw RequestCoding.problem(error, maximum: Self.bytesMaximum)
        }
    }
}
