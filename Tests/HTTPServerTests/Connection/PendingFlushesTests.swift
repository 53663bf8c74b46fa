import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPServer

/// When answers leave: together at the end of a turn, or earlier where they are many.
@Suite struct PendingFlushesTests {
    private let loop = EmbeddedEventLoop()
    private let table: ConnectionTable

    init() {
        table = ConnectionTable(loop)
    }

    private func connect() throws -> EmbeddedChannel {
        try EmbeddedConnection(table, loop).channel
    }

    private func ask(_ channel: EmbeddedChannel, _ path: String = "/now") throws {
        try channel.writeInbound(ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"))
    }

    private func isAnswered(_ channel: EmbeddedChannel) throws -> Bool {
        try channel.readOutbound(as: ByteBuffer.self) != nil
    }

    @Test func answersLeaveAtTheEndOfTheTurn() throws {
        let channels = try [connect(), connect(), connect()]
        for _ in 0..<5 {
            for channel in channels { try ask(channel) }
            #expect(try !channels.contains(where: isAnswered))
            loop.run()
            #expect(try channels.allSatisfy(isAnswered))
        }
        for channel in channels { _ = try channel.finish() }
    }

    @Test func nobodyWaitsForMoreThanSoManyAnswersOrBytes() throws {
        let many = try (0..<HTTPLimits.gatheredAnswersMaximum).map { _ in try connect() }
        for channel in many { try ask(channel) }
        #expect(try many.allSatisfy(isAnswered))
        loop.run()
        let count = HTTPLimits.gatheredBytesMaximum / 10_000
        for channel in many.prefix(count) { try ask(channel, "/big?10000") }
        #expect(try many.prefix(count).allSatisfy(isAnswered))
        loop.run()
        for channel in many { _ = try channel.finish() }
    }
}
