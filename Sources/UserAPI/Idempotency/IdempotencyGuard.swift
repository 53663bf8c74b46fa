import HTTPServer
import KeyValueStore
import Logging
import Users

/// Lets a request with an `Idempotency-Key` have its effect once, however often it is sent.
///
/// The record lives in the store under `idempotency:<fingerprint of the key>`, so it survives a restart. While a request
/// is being worked on its record expires by itself after a minute; a process that ends in between thus blocks the key no
/// longer than that.
struct IdempotencyGuard: Sendable {
    /// How long an answer can be replayed, in seconds: a day.
    static let replaySeconds: Int64 = 86_400
    private static let workSeconds = KVLimits.timeToLiveSecondsMinimum
    /// The longest answer that is kept, in bytes.
    static let answerBytesMaximum = 8 * 1024 * 1024

    let context: UserAPIContext

    /// Runs `work` unless it ran already for this key; then gives its answer again.
    func run(
        _ key: IdempotencyKey,
        fingerprint: String,
        requestID: String,
        _ work: () async -> HTTPResponse
    ) async -> HTTPResponse {
        let storeKey = KVKey(
            unchecked: Array("idempotency:\(ContentHash(Array(key.text.utf8)).hexadecimal)".utf8)
        )
        do throws(KVError) {
            let record = IdempotencyRecord(fingerprint: fingerprint)
            let claim = try await put(storeKey, record, seconds: Self.workSeconds, .absent)
            guard case .written(let version) = claim else {
                guard case .conditionFailed(let current) = claim else { return await work() }
                return repeated(current, fingerprint, requestID)
            }
            let response = await work()
            await finish(storeKey, version, fingerprint, response)
            return response
        } catch {
            return context.response(.store(error), requestID: requestID)
        }
    }

    private func put(
        _ key: KVKey,
        _ record: IdempotencyRecord,
        seconds: Int64,
        _ condition: KVCondition
    ) async throws(KVError) -> KVWriteOutcome {
        let expiration = context.clock.wallMilliseconds() / 1000 + seconds
        return try await context.cache.put(
            KVWrite(key: key, value: record.json, expiration: expiration, condition: condition)
        )
    }

    private func repeated(_ current: KVEntry?, _ fingerprint: String, _ requestID: String) -> HTTPResponse {
        guard let current, let record = IdempotencyRecord(stored: current.value) else {
            return inProgress(requestID)
        }
        if record.fingerprint != fingerprint {
            let problem = Problem(
                .idempotencyKeyReused,
                "This Idempotency-Key was sent with another request before."
            )
            return problem.response(requestID: requestID)
        }
        guard let answer = record.answer else { return inProgress(requestID) }
        let fields = answer.fields + [("Idempotent-Replayed", "true")]
        return HTTPResponse(
            HTTPStatus.known(UInt16(clamping: answer.status)),
            fields: fields,
            body: .bytes(Array(answer.body.utf8))
        )
    }

    private func inProgress(_ requestID: String) -> HTTPResponse {
        Problem(
            .idempotencyInProgress,
            "A request with this Idempotency-Key is being worked on.",
            fields: [("Retry-After", "1")]
        ).response(requestID: requestID)
    }

    /// Keeps the answer for repeats; one that a repeat could better is forgotten instead.
    private func finish(
        _ key: KVKey,
        _ version: KVVersion,
        _ fingerprint: String,
        _ response: HTTPResponse
    ) async {
        do throws(KVError) {
            guard response.status.code < 500, let body = text(response.body) else {
                _ = try await context.cache.delete(KVDelete(key: key, condition: .version(version)))
                return
            }
            let answer = IdempotencyRecord.Answer(
                status: Int64(response.status.code),
                fields: response.fields,
                body: body
            )
            let record = IdempotencyRecord(fingerprint: fingerprint, answer: answer)
            _ = try await put(key, record, seconds: Self.replaySeconds, .version(version))
        } catch {
            context.logger.error("idempotency record not kept", metadata: ["reason": "\(error)"])
        }
    }

    /// The content as text; nil for what cannot be kept.
    private func text(_ body: HTTPResponse.Body) -> String? {
        switch body {
        case .none: ""
        case .bytes(let bytes) where bytes.count <= Self.answerBytesMaximum:
            String(validating: bytes, as: UTF8.self)
        case .bytes, .stream: nil
        }
    }

    /// The fingerprint of a request: what it asks and what it sends.
    static func fingerprint(_ method: StaticString, _ target: String, _ content: [UInt8]) -> String {
        ContentHash(Array("\(method) \(target)\n".utf8) + content).hexadecimal
    }
}
