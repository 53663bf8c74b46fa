import KeyValueStore
import Testing

@testable import CloudflareKV

struct KVAPIFailureTests {
    @Test(
        arguments: [
            (.invalidKey(.empty), 400), (.invalidKey(.reservedName), 400),
            (.invalidKey(.tooLong(bytes: 513)), 414),
            (.invalidKey(.invalidUTF8), 400), (.valueTooLarge(bytes: 1), 413),
            (.metadataTooLarge(bytes: 1), 413),
            (.invalidExpiration("e"), 400), (.invalidListLimit(0), 400), (.invalidCursor, 400),
            (.overloaded(retryAfter: .milliseconds(1)), 429),
            (.unavailable(reason: "secret", retryAfter: nil), 503),
            (.timedOut, 504), (.outcomeUnknown(reason: "secret"), 500), (.rejected(reason: "secret"), 500),
            (.corrupt(reason: "secret"), 500), (.closed, 503),
        ] as [(KVError, Int)]
    )
    func aStoresErrorHasAStatusAndTellsNoSecret(error: KVError, status: Int) {
        let failure = KVAPIFailure(error, .getValue)
        #expect(failure.status == status)
        #expect(!failure.message.contains("secret"))
        #expect(failure.message.hasPrefix("get: '"))
    }

    @Test(
        arguments: [
            (.zero, 1), (.nanoseconds(1), 1), (.seconds(1), 1), (.milliseconds(1001), 2),
            (.seconds(300), 300),
        ] as [(Duration, Int64)]
    )
    func waitingTimesAreRoundedUp(duration: Duration, seconds: Int64) {
        let response = KVAPIEnvelope.failure(KVAPIFailure(.overloaded(retryAfter: duration), .putValue))
        #expect(response.header("retry-after") == String(seconds))
    }
}
