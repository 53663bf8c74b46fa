import HTTPServer
import JSON
import Testing

@testable import userkv

@Suite struct AccessLogTests {
    private static let time = "2026-11-26T22:00:00.000Z"
    private static let timestamp = Timestamp(milliseconds: 1_795_730_400_000)

    private func line(
        _ format: ServiceSettings.LogFormat,
        method: HTTPMethod? = .get,
        path: String? = "/users/u1",
        status: UInt16? = 200,
        abort: RequestAbort? = nil,
        requestID: String = "r1"
    ) -> String {
        let request = EndedRequest(
            method: method,
            path: path,
            status: status,
            abort: abort,
            nanoseconds: 1_234_567,
            peerAddress: "2001:db8::1",
            requestID: .received(requestID)
        )
        let log = AccessLog(format: format, writer: LogWriter(descriptor: 2) { _ in [] })
        return String(decoding: log.line(of: request, time: Self.timestamp), as: UTF8.self)
    }

    @Test func aLineOfTextNamesWhatWasAskedAndWhatCameOfIt() {
        #expect(
            line(.text)
                == "\(Self.time) info request method=GET path=/users/u1 status=200 microseconds=1234 "
                + "peer=2001:db8::1 request-id=r1\n"
        )
        #expect(
            line(.text, method: nil, path: nil, status: 400)
                == "\(Self.time) info request method=_OTHER status=400 microseconds=1234 "
                + "peer=2001:db8::1 request-id=r1\n"
        )
    }

    @Test func aLineOfJSONIsADocument() throws {
        let text = line(.json, method: .delete, status: nil, abort: .clientGone)
        #expect(
            text == #"{"time":"\#(Self.time)","level":"info","message":"request","method":"DELETE","#
                + #""path":"/users/u1","aborted":"client_gone","microseconds":1234,"peer":"2001:db8::1","#
                + #""request-id":"r1"}"# + "\n"
        )
        #expect(try JSONParser.parse(text).objectValue?["message"]?.stringValue == "request")
    }

    @Test func aPathCannotPassForSomethingElse() throws {
        let path = "/users/a\",\"status\":1,\"x\":\"\\"
        let object = try #require(JSONParser.parse(line(.json, path: path)).objectValue)
        #expect(object["path"]?.stringValue == path)
        #expect(object["status"]?.bytes == Array("200".utf8))
    }

    @Test(arguments: [ServiceSettings.LogFormat.json, .text])
    func theLongestLineFits(format: ServiceSettings.LogFormat) {
        let path = String(repeating: "\"", count: 32_768)
        let id = String(repeating: "r", count: 128)
        let text = line(
            format,
            method: .options,
            path: path,
            status: 599,
            abort: .answerBrokeOff,
            requestID: id
        )
        #expect(text.hasSuffix("\n"))
        #expect(text.contains(id))
    }
}
