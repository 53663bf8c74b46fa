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
        guard let accepted = head.value(of: .acceptEncoding) else { return .identity }
        let gzip = max(quality("gzip", accepted) ?? -1, quality("x-gzip", accepted) ?? -1)
        let other = quality("*", accepted)
        let gzipQuality = gzip >= 0 ? gzip : other ?? 0
        let identityQuality = quality("identity", accepted) ?? (other == 0 ? 0 : 1)
        if gzipQuality > 0, identityQuality == 0 { return .gzipOnly }
        if gzipQuality > 0, gzipQuality >= identityQuality { return .gzip }
        if identityQuality == 0 {
            throw Problem(.notAcceptable, "Content here is sent as it is or as gzip.")
        }
        return .identity
    }

    /// The weight that an `Accept-Encoding` value gives to a coding, in thousandths; nil where it is not named.
    private static func quality(_ coding: String, _ accepted: String) -> Int? {
        for item in accepted.lowercased().split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard parts.first == coding else { continue }
            return parts.dropFirst().first { $0.hasPrefix("q=") }.map { MediaType.weight($0.dropFirst(2)) }
                ?? 1000
        }
        return nil
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
