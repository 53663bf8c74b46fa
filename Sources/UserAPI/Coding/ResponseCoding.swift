import Bytes
import Compression
import HTTPServer

/// The content coding of an answer (RFC 9110 section 12.5.3).
///
/// Only collections and batches are coded. One user is not: its strong entity tag stands for its bytes as they are.
enum ResponseCoding: Sendable {
    case identity
    case gzip
    /// The client takes nothing else, so that also short content is coded.
    case gzipOnly

    /// Shorter content gains nothing.
    private static let bytesMinimum = 1024

    /// The coding that the client wants.
    ///
    /// - Throws: a problem where it takes none of those that there are.
    static func negotiate(_ head: borrowing RequestHead) throws(Problem) -> ResponseCoding {
        guard let accepted = head.withWholeValue(of: .acceptEncoding, Qualities.init) else {
            return .identity
        }
        let gzipQuality = accepted.gzip ?? accepted.others ?? 0
        let identityQuality = accepted.identity ?? (accepted.others == 0 ? 0 : 1)
        if gzipQuality > 0, identityQuality == 0 { return .gzipOnly }
        if gzipQuality > 0, gzipQuality >= identityQuality { return .gzip }
        if identityQuality == 0 {
            throw Problem(.notAcceptable, "Content here is sent as it is or as gzip.")
        }
        return .identity
    }

    /// The weights that an `Accept-Encoding` value gives to codings, in thousandths; nil where one is not named.
    private struct Qualities {
        var gzip: Int?
        var identity: Int?
        var others: Int?

        init(_ accepted: UnsafeRawBufferPointer) {
            WeightedList.forEachMember(of: accepted) { name, weight in note(name, weight) }
        }

        /// Of a coding that comes twice the first counts; gzip has two names, of which the better one counts.
        private mutating func note(_ name: UnsafeRawBufferPointer, _ quality: Int) {
            if name.equalsIgnoringCase("gzip") || name.equalsIgnoringCase("x-gzip") {
                gzip = max(gzip ?? 0, quality)
            } else if name.equalsIgnoringCase("identity") {
                identity = identity ?? quality
            } else if name.equals("*") {
                others = others ?? quality
            }
        }
    }

    /// Whether the content is coded.
    var isCoded: Bool { self != .identity }

    /// The field that tells it.
    var fields: [(name: String, value: String)] { isCoded ? [("Content-Encoding", "gzip")] : [] }

    /// An answer with its content coded, where that pays.
    static func coded(_ response: HTTPResponse, _ coding: ResponseCoding) -> HTTPResponse {
        var response = response
        guard coding.isCoded, case .bytes(let bytes) = response.body,
            bytes.count >= bytesMinimum || coding == .gzipOnly, let coded = GzipEncoder.encode(bytes)
        else { return response }
        response.body = .bytes(coded)
        response.fields += coding.fields
        return response
    }
}
