import HTTPServer
import KeyValueStore
import KeyValueStoreTesting
import Synchronization
import Testing

@testable import UserAPI

/// What becomes of a key while its request is worked on, and of answers that are hard to keep.
@Suite(.timeLimit(.minutes(1)))
struct IdempotencyGuardTests {
    private func run(_ guarded: IdempotencyGuard, _ work: () async -> HTTPResponse) async -> HTTPResponse {
        guard let key = IdempotencyKey("k") else { return HTTPResponse(.badRequest) }
        return await guarded.run(key, fingerprint: "f", requestID: .received("r"), work)
    }

    /// Runs a request whose work gives an answer at once.
    private func run(
        _ guarded: IdempotencyGuard,
        _ response: HTTPResponse = HTTPResponse(.ok)
    ) async -> HTTPResponse {
        await run(guarded) { response }
    }

    @Test func theKeyIsHeldForAsLongAsTheWorkTakes() async throws {
        try await UserService.run { (service) async throws in
            let turn = Turnstile()
            var guarded = IdempotencyGuard(context: service.context)
            guarded.pause = { _ in try await turn.pass() }
            let plain = IdempotencyGuard(context: service.context)
            let response = await run(guarded) {
                for _ in 0..<4 {
                    service.clock.advance(seconds: IdempotencyGuard.renewalSeconds)
                    await turn.letOneThrough()
                    let repeated = await run(plain)
                    #expect(repeated.status == .conflict)
                }
                return HTTPResponse(.created)
            }
            #expect(response.status == .created)
            let repeated = await run(plain)
            #expect(repeated.status == .created)
            #expect(repeated.fields.contains { $0.name == "Idempotent-Replayed" })
        }
    }

    @Test func aKeyThatNobodyHoldsAnyMoreIsFreeAfterAMinute() async throws {
        try await UserService.run { (service) async throws in
            let guarded = IdempotencyGuard(context: service.context)
            _ = await run(guarded) {
                service.clock.advance(seconds: IdempotencyGuard.workSeconds)
                let second = await run(guarded, HTTPResponse(.created))
                #expect(second.status == .created)
                return HTTPResponse(.ok)
            }
            // The one that took the key over keeps it.
            #expect(await run(guarded).status == .created)
        }
    }

    @Test func workThatOutlivedItsHoldIsStillRecordedWhereTheKeyIsFree() async throws {
        try await UserService.run { (service) async throws in
            let guarded = IdempotencyGuard(context: service.context)
            _ = await run(guarded) {
                service.clock.advance(seconds: IdempotencyGuard.workSeconds)
                return HTTPResponse(.created)
            }
            #expect(await run(guarded).status == .created)
        }
    }

    @Test func anAnswerThatIsTooLongToKeepIsNotDoneAgain() async throws {
        try await UserService.run { (service) async throws in
            let guarded = IdempotencyGuard(context: service.context)
            let long = [UInt8](repeating: 0x78, count: KVLimits.valueBytesMaximum)
            _ = await run(guarded, HTTPResponse(.ok, body: .bytes(long)))
            let repeated = await run(guarded, HTTPResponse(.created))
            #expect(repeated.status == .unprocessableContent)
        }
    }
}

/// Lets waiting calls through one at a time, when a test says so.
private final class Turnstile: Sendable {
    private let (entries, entry) = AsyncStream<Void>.makeStream()
    private let (exits, exit) = AsyncStream<Void>.makeStream()
    private let passes = Mutex(0)

    /// Waits to be let through; the call after that tells that what lay between is done.
    func pass() async throws {
        let isFirst = passes.withLock { passes in
            passes += 1
            return passes == 1
        }
        if !isFirst { exit.yield() }
        for await _ in entries { return }
        throw CancellationError()
    }

    func letOneThrough() async {
        entry.yield()
        for await _ in exits { return }
    }
}
