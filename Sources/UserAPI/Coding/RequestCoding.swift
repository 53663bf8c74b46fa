import Compression
import HTTPServer

/// The content coding of a request (RFC 9110 section 8.4).
enum RequestCoding: Sendable {
    case identity
    case gzip

    /// The coding of a request's content.
    ///
    /// - Throws: a problem for a coding that is not understood.
    static func read(_ head: borrowing RequestHead) throws(Problem) -> RequestCoding {
        switch head.value(of: .contentEncoding)?.lowercased() {
        case nil, "identity": return .identity
        case "gzip", "x-gzip": return .gzip
        default:
            throw Problem(
                .unsupportedMediaType,
                "Content is taken as it is or as gzip.",
                fields: [("Accept-Encoding", "gzip")]
            )
        }
    }

    /// What was coded with gzip, as it was before, at most so many bytes.
    static func expanded(_ content: [UInt8], maximum: Int) throws(Problem) -> [UInt8] {
        do throws(GzipDecoder.Failure) {
            return try GzipDecoder.decode(content, bytesMaximum: maximum)
        } catch {
            throw problem(error, maximum: maximum)
        }
    }

    static func problem(_ failure: GzipDecoder.Failure, maximum: Int) -> Problem {
        switch failure {
        case .tooLarge: Problem(.payloadTooLarge, "The content expands to more than \(maximum) bytes.")
        case .expandsTooMuch:
            Problem(
                .payloadTooLarge,
                "The content expands to more than \(GzipDecoder.expansionMaximum) times its length."
            )
        case .invalid, .incomplete: Problem(.invalidRequest, "The content is not whole and valid gzip.")
        }
    }
}
