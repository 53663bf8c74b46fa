import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPServer

/// When answers leave: together at the end of a turn, or at once where they are alone.
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

    @Test func answersThatHaveCompanyLeaveAtTheEndOfTheTurn() throws {
        let channels = try [connect(), connect(), connect()]
        for _ in 0..<5 {
            for channel in channels { try ask(channel) }
            #expect(try !channels.contains(where: isAnswered))
            loop.run()
            #expect(try channels.allSatisfy(isAnswered))
        }
        for channel in channels { _ = try channel.finish() }
    }

    @Test func answersThatAreAloneLeaveAtOnceForAWhile() throws {
        let channels = try [connect(), connect()]
        for _ in 0..<3 {
            for _ in 0..<2 {
                try ask(channels[0])
                #expect(try !isAnswered(channels[0]))
                loop.run()
                #expect(try isAnswered(channels[0]))
            }
            for _ in 0..<HTTPLimits.answersAtOnce {
                try ask(channels[0])
                #expect(try isAnswered(channels[0]))
                loop.run()
            }
        }
        for channel in channels { _ = try channel.finish() }
    }

    /// One answer more than go at once is not a lone one.
    @Test func aLockstepOfManyGathersFromItsSecondTurnOn() throws {
        let channels = try (0...HTTPLimits.answersAtOnce).map { _ in try connect() }
        for _ in 0..<2 {
            try ask(channels[0])
            loop.run()
            #expect(try isAnswered(channels[0]))
        }
        for turn in 0..<3 {
            for channel in channels { try ask(channel) }
            #expect(try channels.filter(isAnswered).count == (turn == 0 ? HTTPLimits.answersAtOnce : 0))
            loop.run()
            #expect(try channels.filter(isAnswered).count == (turn == 0 ? 1 : channels.count))
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
