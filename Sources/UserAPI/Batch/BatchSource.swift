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

    /// The next bytes, of compressed content at most ``GzipDecoder/stepBytesMaximum``; nil at the end.
    func next() async throws(Problem) -> [UInt8]? {
        guard content != nil else {
            defer { bytes = nil }
            return bytes
        }
        guard let decoder else { return try await received() }
        do throws(GzipDecoder.Failure) {
            if let piece = try decoder.next() { return piece }
        } catch {
            throw RequestCoding.problem(error, maximum: Self.bytesMaximum)
        }
        return try await expanded(decoder)
    }

    /// Receives until there is something to expand.
    private func expanded(_ decoder: GzipDecoder) async throws(Problem) -> [UInt8]? {
        while let piece = try await received() {
            decoder.take(piece)
            do throws(GzipDecoder.Failure) {
                if let expanded = try decoder.next() { return expanded }
            } catch {
                throw RequestCoding.problem(error, maximum: Self.bytesMaximum)
            }
        }
        do throws(GzipDecoder.Failure) {
            try decoder.finish()
            return nil
        } catch {
            throw RequestCoding.problem(error, maximum: Self.bytesMaximum)
        }
    }

    private func received() async throws(Problem) -> [UInt8]? {
        do throws(RequestError) {
            return try await content?.next().map { Array($0.readableBytesView) }
        } catch {
            throw Problem(error)
        }
    }
}
