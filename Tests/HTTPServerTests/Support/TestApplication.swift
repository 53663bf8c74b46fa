import NIOCore
import Synchronization

@testable import HTTPServer

/// Serves one path for each way a request can be answered.
struct TestApplication: HTTPApplication {
    /// What tests look at and steer with.
    final class Controls: Sendable {
        let gate = Gate()
        let served = Atomic<Int>(0)
        /// Bytes that streaming handlers have taken, and that streamed answers have handed over.
        let bytesTaken = Atomic<Int>(0)
        let bytesSent = Atomic<Int>(0)
        /// How streamed content ended.
        let endings = Mutex<[String]>([])
        /// A reply that has been given.
        let keptReply = Mutex<HTTPReply?>(nil)
    }

    static let collectMaximum = 1024 * 1024
    /// The number of the only route that has one.
    static let nowRoute: UInt16 = 0
    let controls = Controls()

    func respond(to head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling {
        controls.served.add(1, ordering: .relaxed)
        let query = head.queryText
        let controls = controls
        switch head.pathText {
        case "/now", "/":
            writer.route = Self.nowRoute
            writer.begin(.ok)
            writer.field("X-Path", head.pathText)
            writer.end(body: Array("now \(query)".utf8))
            return .answered
        case "*": return .response(HTTPResponse(.noContent))
        case "/close":
            writer.closeAfterwards()
            writer.begin(.ok)
            writer.end(body: Array("closing".utf8))
            return .answered
        case "/big":
            writer.begin(.ok)
            writer.end(body: [UInt8](repeating: 0x61, count: Int(query) ?? 0))
            return .answered
        case "/peer":
            return .response(HTTPResponse(.ok, body: .bytes(Array(writer.peerAddress.utf8))))
        case "/response": return .response(HTTPResponse(.created, fields: [("X-Kind", "value")], body: .none))
        case "/later":
            return .later(on: .eventLoop) { HTTPResponse(.ok, body: .bytes(Array("later \(query)".utf8))) }
        case "/gate":
            return .later(on: .eventLoop) {
                await controls.gate.wait()
                return HTTPResponse(.ok, body: .bytes(Array("gate \(query)".utf8)))
            }
        case "/collect":
            return .collect(maximum: Self.collectMaximum, on: .eventLoop) {
                HTTPResponse(.ok, body: .bytes($0))
            }
        case "/reply":
            return .collectReplying(maximum: Self.collectMaximum) { content, reply in
                let response = HTTPResponse(.ok, body: .bytes(content))
                switch query {
                case "elsewhere": Task { reply(response) }
                case "later": reply.executor.execute { reply(response) }
                case "kept":
                    controls.keptReply.withLock { $0 = reply }
                    reply(response)
                case "gate":
                    Task {
                        await controls.gate.wait()
                        reply(response)
                    }
                default: reply(response)
                }
            }
        case "/late":
            // Gives the one before a second answer first.
            return .later(on: .eventLoop) {
                controls.keptReply.withLock { $0 }?(HTTPResponse(.internalServerError))
                return HTTPResponse(.ok, body: .bytes(Array("late".utf8)))
            }
        default: return Self.streaming(head.pathText, query, controls)
        }
    }

    func response(refusing error: RequestError, requestID: RequestID) -> HTTPResponse {
        HTTPResponse(
            error.status,
            fields: [("X-Refused", requestID.text)],
            body: .bytes(Array("\(error)".utf8))
        )
    }

    private static func streaming(_ path: String, _ query: String, _ controls: Controls) -> HTTPHandling {
        switch path {
        case "/upload": return .stream(maximum: 1 << 40) { await consume($0, controls) }
        case "/upload/small": return .stream(maximum: 1000) { await consume($0, controls) }
        case "/upload/held":
            return .stream(maximum: 1 << 40) { stream in
                await controls.gate.wait()
                return await consume(stream, controls)
            }
        case "/upload/echo":
            return .stream(maximum: 1 << 40) { stream in
                HTTPResponse(.ok, body: .stream { try await echo(stream, $0) })
            }
        case "/upload/early": return .stream(maximum: 1 << 40) { _ in HTTPResponse(.conflict) }
        case "/download":
            return .response(
                HTTPResponse(.ok, body: .stream { try await produce(Int(query) ?? 0, $0, controls) })
            )
        case "/endless":
            return .response(HTTPResponse(.ok, body: .stream { try await produce(.max, $0, controls) }))
        case "/broken":
            return .later(on: .pool) {
                HTTPResponse(
                    .ok,
                    body: .stream { writer in
                        try await writer.write(Array("beginning".utf8))
                        throw RequestError.timedOut
                    }
                )
            }
        default: return .response(HTTPResponse(.notFound))
        }
    }

    private static func consume(_ stream: HTTPBodyStream, _ controls: Controls) async -> HTTPResponse {
        var total = 0
        do throws(RequestError) {
            while let piece = try await stream.next() {
                total += piece.readableBytes
                controls.bytesTaken.add(piece.readableBytes, ordering: .relaxed)
            }
            controls.endings.withLock { $0.append("complete \(total)") }
            return HTTPResponse(.ok, body: .bytes(Array("took \(total)".utf8)))
        } catch {
            controls.endings.withLock { $0.append("broken") }
            return HTTPResponse(.badRequest)
        }
    }

    /// Sends the content back while it comes.
    private static func echo(_ stream: HTTPBodyStream, _ writer: HTTPBodyWriter) async throws {
        while let piece = try await stream.next() { try await writer.write(Array(piece.readableBytesView)) }
    }

    private static func produce(_ count: Int, _ writer: HTTPBodyWriter, _ controls: Controls) async throws {
        var left = count
        while left > 0 {
            let piece = [UInt8](repeating: 0x62, count: min(left, 16 * 1024))
            do {
                try await writer.write(piece)
            } catch {
                controls.endings.withLock { $0.append("unsent") }
                throw error
            }
            controls.bytesSent.add(piece.count, ordering: .relaxed)
            left -= piece.count
        }
    }
}
