import HTTPServer
import JSON
import KeyValueStore
import Logging
import Users

/// Lets a request with an `Idempotency-Key` have its effect once, however often it is sent.
///
/// The record lives in the store under `idempotency:<fingerprint of the key>`, so it survives a restart. While a request
/// is being worked on its record expires by itself after a minute unless it is renewed; a process that ends in between thus
/// blocks the key no longer than that.
struct IdempotencyGuard: Sendable {
    /// How long an answer can be replayed, in seconds: a day.
    static let replaySeconds: Int64 = 86_400
    /// How long a key is held at a time, in seconds, while its request is worked on.
    static let workSeconds = KVLimits.timeToLiveSecondsMinimum
    /// How often it is held for longer, in seconds.
    static let renewalSeconds: Int64 = 20
    /// How often at most; work that takes longer than an answer is kept has gone astray.
    static let renewalsMaximum = replaySeconds / renewalSeconds
    /// Items of a batch with a key.
    static let batchItemsMaximum = 10_000
    /// The longest content of a batch with a key, in bytes; it is held in memory, and so are its results.
    static let batchBytesMaximum = 8 * 1024 * 1024

    let context: UserAPIContext
    /// Waits between renewals.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Runs `work` unless it ran already for this key; then gives its answer again.
    func run(
        _ key: IdempotencyKey,
        fingerprint: String,
        requestID: RequestID,
        _ work: () async -> HTTPResponse
    ) async -> HTTPResponse {
        let claim = IdempotencyClaim(
            store: context.cache,
            clock: context.clock,
            key: Self.storeKey(key),
            fingerprint: fingerprint
        )
        do throws(KVError) {
            let (isTaken, other) = try await claim.take()
            if !isTaken { return repeated(other, fingerprint, requestID) }
        } catch {
            return context.response(.store(error), requestID: requestID)
        }
        let response = await renewing(claim, work)
        await finish(claim, response)
        return response
    }

    /// The key of the record in the store.
    static func storeKey(_ key: IdempotencyKey) -> KVKey {
        KVKey(unchecked: Array("idempotency:\(ContentHash(Array(key.text.utf8)).hexadecimal)".utf8))
    }

    // MARK: The first request

    private func renewing(_ claim: IdempotencyClaim, _ work: () async -> HTTPResponse) async -> HTTPResponse {
        async let _ = renew(claim)
        return await work()
    }

    /// Holds the key until this is cancelled.
    private func renew(_ claim: IdempotencyClaim) async {
        for _ in 0..<Self.renewalsMaximum {
            do { try await pause(.seconds(Self.renewalSeconds)) } catch { return }
            do throws(KVError) {
                if try await !claim.renew() { return }
            } catch {
                // The next renewal comes before the hold ends.
                context.logger.warning("idempotency record not renewed", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// Keeps the answer for repeats; a failure of the server, which a repeat could better, is forgotten instead.
    private func finish(_ claim: IdempotencyClaim, _ response: HTTPResponse) async {
        do throws(KVError) {
            if response.status.code >= 500 {
                try await claim.release()
            } else if try await !keep(response, claim) {
                context.logger.error(
                    "idempotency record lost",
                    metadata: ["reason": "the key was taken over"]
                )
            }
        } catch {
            context.logger.error("idempotency record not kept", metadata: ["reason": "\(error)"])
        }
    }

    /// Keeps the whole answer or, where the store does not take that, that it was done and with which status.
    private func keep(_ response: HTTPResponse, _ claim: IdempotencyClaim) async throws(KVError) -> Bool {
        var answer = IdempotencyRecord.Answer(status: Int64(response.status.code))
        if let body = text(response.body) {
            let whole = IdempotencyRecord.Answer(
                status: answer.status,
                fields: response.allFields,
                body: body
            )
            do throws(KVError) {
                return try await claim.keep(whole)
            } catch {
                context.logger.warning("idempotency record without answer", metadata: ["reason": "\(error)"])
            }
        }
        answer.body = nil
        return try await claim.keep(answer)
    }

    /// The content as text; nil for what cannot be kept.
    private func text(_ body: HTTPResponse.Body) -> String? {
        switch body {
        case .none: ""
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        case .stream: nil
        }
    }

    // MARK: Repeats

    private func repeated(_ current: KVEntry?, _ fingerprint: String, _ requestID: RequestID) -> HTTPResponse
    {
        guard let current, let record = IdempotencyRecord(stored: current.value) else {
            return inProgress(requestID)
        }
        if record.fingerprint != fingerprint {
            return reused("This Idempotency-Key was sent with another request before.", requestID)
        }
        guard let answer = record.answer else { return inProgress(requestID) }
        guard let body = answer.body else {
            let detail =
                "This request was done before, with the status \(answer.status); its answer was not kept."
            return reused(detail, requestID)
        }
        return HTTPResponse(
            HTTPStatus.known(UInt16(clamping: answer.status)),
            fields: answer.fields + [("Idempotent-Replayed", "true")],
            body: .bytes(Self.content(of: answer, body, requestID))
        )
    }

    /// The content of a kept answer; a problem document names the request that gets it.
    private static func content(
        of answer: IdempotencyRecord.Answer,
        _ body: String,
        _ requestID: RequestID
    ) -> [UInt8] {
        let isProblem = answer.fields.contains { $0.name == "Content-Type" && $0.value == Problem.mediaType }
        let limits = JSONLimits(maximumDepth: JSONLimits.depthCeiling)
        guard isProblem, var problem = (try? JSONParser.parse(body, limits: limits))?.objectValue else {
            return Array(body.utf8)
        }
        problem["requestId"] = JSONValue(requestID.text)
        return problem.bytes
    }

    private func reused(_ detail: String, _ requestID: RequestID) -> HTTPResponse {
        Problem(.idempotencyKeyReused, detail).response(requestID: requestID)
    }

    private func inProgress(_ requestID: RequestID) -> HTTPResponse {
        Problem(
            .idempotencyInProgress,
            "A request with this Idempotency-Key is being worked on.",
            fields: [("Retry-After", "1")]
        ).response(requestID: requestID)
    }
}
