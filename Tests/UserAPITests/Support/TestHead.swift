import NIOCore

@testable import HTTPServer

/// A request head as the server's own parser reads it.
enum TestHead {
    static func parse(_ fields: [String]) throws -> RequestHead {
        var parser = RequestHeadParser(limits: HTTPLimits())
        let lines = ["GET / HTTP/1.1", "Host: test"] + fields + ["", ""]
        guard case .head(let head, _) = try parser.parse(ByteBuffer(string: lines.joined(separator: "\r\n")))
        else {
            throw RawConnection.Failure(description: "not a whole head")
        }
        return head
    }
}
