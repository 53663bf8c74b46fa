import Bytes
import HTTPServer
import JSON

/// Writes a line for each request that has ended, in the form of the log's other lines.
///
/// The line is made on the request's event loop, in one go and without a tree: a query may hold a cursor and fields are the
/// client's own, so of what was sent it tells the method and the path alone.
struct AccessLog: RequestLog {
    let format: ServiceSettings.LogFormat
    let writer: LogWriter

    func note(_ request: EndedRequest) {
        writer.append(line(of: request, time: Timestamp.now()), mayWait: true)
    }

    /// The line, with its line feed.
    func line(of request: EndedRequest, time: Timestamp) -> [UInt8] {
        // A path may hold what JSON has to escape, and in text what would look like another pair.
        let path = request.path.map { JSONString($0).lexeme }
        let room = Self.fixedBytes + (path?.utf8.count ?? 0) + request.requestID.textBytes
        return [UInt8](atMost: room) { cursor in
            switch format {
            case .json: Self.writeJSON(request, time, path, to: &cursor)
            case .text: Self.writeText(request, time, path, to: &cursor)
            }
        }
    }

    /// Room for everything but the path and the identifier: names, the time, numbers, an address.
    private static let fixedBytes = 320

    private static func writeJSON(
        _ request: EndedRequest,
        _ time: Timestamp,
        _ path: String?,
        to cursor: inout ByteCursor
    ) {
        cursor.append(#"{"time":""#)
        time.write(to: &cursor)
        cursor.append(#"","level":"info","message":"request","method":""#)
        cursor.append(method(of: request))
        if let path {
            cursor.append(#"","path":""#)
            cursor.append(text: path)
        }
        cursor.append(#"""#)
        if let status = request.status {
            cursor.append(#","status":"#)
            cursor.append(decimal: Int64(status))
        }
        if let abort = request.abort {
            cursor.append(#","aborted":""#)
            cursor.append(abort.name)
            cursor.append(#"""#)
        }
        cursor.append(#","microseconds":"#)
        cursor.append(decimal: request.nanoseconds / nanosecondsPerMicrosecond)
        cursor.append(#","peer":""#)
        cursor.append(text: request.peerAddress)
        cursor.append(#"","request-id":""#)
        request.requestID.write(to: &cursor)
        cursor.append("\"}\n")
    }

    private static func writeText(
        _ request: EndedRequest,
        _ time: Timestamp,
        _ path: String?,
        to cursor: inout ByteCursor
    ) {
        time.write(to: &cursor)
        cursor.append(" info request method=")
        cursor.append(method(of: request))
        if let path {
            cursor.append(" path=")
            cursor.append(text: path)
        }
        if let status = request.status {
            cursor.append(" status=")
            cursor.append(decimal: Int64(status))
        }
        if let abort = request.abort {
            cursor.append(" aborted=")
            cursor.append(abort.name)
        }
        cursor.append(" microseconds=")
        cursor.append(decimal: request.nanoseconds / nanosecondsPerMicrosecond)
        cursor.append(" peer=")
        cursor.append(text: request.peerAddress)
        cursor.append(" request-id=")
        request.requestID.write(to: &cursor)
        cursor.append("\n")
    }

    private static let nanosecondsPerMicrosecond: Int64 = 1000

    private static func method(of request: EndedRequest) -> StaticString { request.method?.name ?? "_OTHER" }
}
