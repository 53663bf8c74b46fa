import NIOCore
import Testing

@testable import HTTPServer

@Suite struct ResponseWriterTests {
    /// What is written after the fields that every answer has.
    private func rest(_ write: (inout ResponseWriter) -> Void) -> String {
        var writer = ResponseWriter(loopState: EventLoopState(metrics: LoopMetrics()))
        writer.requestID = .received("id")
        writer.begin(.ok)
        let start = writer.buffer.readableBytes
        write(&writer)
        return String(decoding: writer.takeBuffer().readableBytesView.dropFirst(start), as: UTF8.self)
    }

    @Test(
        arguments: [
            0, 1, 9, 10, 99, 100, 118, 1_700_000_000_000, -1, -10, .max, .min,
        ] as [Int64]
    )
    func aNumberIsWrittenInDecimal(_ value: Int64) {
        #expect(rest { $0.field("Age", value) } == "Age: \(value)\r\n")
    }

    @Test func fieldsAndContentAreWrittenInOrder() {
        let written = rest { writer in
            writer.field("A", "one" as StaticString)
            writer.field("B" as String, "two")
            writer.field("C", 4)
            writer.end(body: Array("content".utf8))
        }
        #expect(written == "A: one\r\nB: two\r\nC: 4\r\nContent-Length: 7\r\n\r\ncontent")
    }

    @Test func fieldLinesAreWrittenBehindTheFieldsAndToldWithThem() {
        let response = HTTPResponse(
            .created,
            fields: [("A", "one"), ("B", "two: 2")],
            fieldLines: Array("C: three\r\nD: four: 4\r\nE: \r\n".utf8)
        )
        var writer = ResponseWriter(loopState: EventLoopState(metrics: LoopMetrics()))
        writer.write(response)
        let text = String(buffer: writer.takeBuffer())
        let lines = "A: one\r\nB: two: 2\r\nC: three\r\nD: four: 4\r\nE: \r\nContent-Length: 0\r\n\r\n"
        #expect(text.hasSuffix("\r\n" + lines))
        let fields = response.allFields.map { "\($0.name)=\($0.value)" }
        #expect(fields == ["A=one", "B=two: 2", "C=three", "D=four: 4", "E="])
        #expect(HTTPResponse(.ok).allFields.isEmpty)
    }

    @Test(arguments: [HTTPStatus.noContent, .notModified])
    func anAnswerThatForbidsContentHasNoneAndNoLength(_ status: HTTPStatus) {
        var writer = ResponseWriter(loopState: EventLoopState(metrics: LoopMetrics()))
        writer.write(HTTPResponse(status, body: .bytes([1, 2, 3])))
        let text = String(buffer: writer.takeBuffer())
        #expect(text.hasPrefix("HTTP/1.1 \(status.code) \(status.reason)\r\nDate: "))
        #expect(text.hasSuffix("\r\n\r\n"))
        #expect(!text.contains("Content-Length"))
    }

    @Test func anIdleWriterHoldsNoMemoryAndTheLoopKeepsItsBuffer() {
        let state = EventLoopState(metrics: LoopMetrics())
        var writer = ResponseWriter(loopState: state)
        #expect(writer.buffer.storageCapacity == 0)
        writer.begin(.ok)
        writer.end()
        let bytes = writer.takeBuffer()
        #expect(writer.buffer.storageCapacity == 0)
        state.spareBuffers.giveBack(bytes)
        let lent = state.spareBuffers.lend()
        #expect(lent.readableBytes == 0 && lent.storageCapacity == bytes.storageCapacity)
    }
}
