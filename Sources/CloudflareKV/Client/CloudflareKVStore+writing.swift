import JSON
package import KeyValueStore

extension CloudflareKVStore {
    package func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        let now = clock.wallMilliseconds()
        let prepared = writes.map { write in
            Result { () throws(KVError) in try Self.submission(write, nowMilliseconds: now) }
        }
        let answers = await submit(prepared.map { try? $0.get().submission })
        return zip(prepared, answers).map { prepared, answer in
            prepared.flatMap { write in
                answer.map { outcome in
                    switch outcome {
                    case .applied: .written(write.version)
                    case .conditionFailed(let current): .conditionFailed(current: current)
                    }
                }
            }
        }
    }

    package func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        let submissions = deletes.map { delete -> WriteSubmission? in
            WriteSubmission(key: delete.key, change: .delete, condition: delete.condition)
        }
        return await submit(submissions).map { answer in
            answer.map { outcome in
                switch outcome {
                case .applied: .deleted
                case .conditionFailed(let current): .conditionFailed(current: current)
                }
            }
        }
    }

    /// What came of a submission.
    private enum Outcome {
        case applied
        case conditionFailed(current: KVEntry?)
    }

    /// Submits writes in their order; nil stands for one that must not be submitted.
    private func submit(_ submissions: [WriteSubmission?]) async -> [Result<Outcome, KVError>] {
        var results = [Result<Outcome, KVError>](repeating: .success(.applied), count: submissions.count)
        var open = submissions.indices.filter { submissions[$0] != nil }
        // A write is submitted again when the write that its condition was checked against came to nothing, which
        // every time takes at least one failed request.
        var rounds = 0
        while !open.isEmpty, rounds < 4 {
            rounds += 1
            open = await submitRound(submissions, open, &results)
        }
        for index in open {
            results[index] = .failure(
                .unavailable(reason: "the writes before it failed", retryAfter: .seconds(1))
            )
        }
        return results
    }

    /// Submits what is open and returns what is still open.
    private func submitRound(
        _ submissions: [WriteSubmission?],
        _ open: [Int],
        _ results: inout [Result<Outcome, KVError>]
    ) async -> [Int] {
        let baselines = await baselines(of: open.compactMap { submissions[$0] })
        var round: [(index: Int, submission: WriteSubmission)] = []
        for index in open {
            guard var submission = submissions[index] else { continue }
            switch baselines[submission.key] {
            case .failure(let error) where submission.condition != .any: results[index] = .failure(error)
            case .success(let entry):
                submission.baseline = .known(entry)
                round.append((index, submission))
            default: round.append((index, submission))
            }
        }
        var stillOpen: [Int] = []
        for (part, answer) in zip(round, await coalescer.write(round.map(\.submission))) {
            switch answer {
            case .applied: results[part.index] = .success(.applied)
            case .conditionFailed(let current):
                results[part.index] = .success(.conditionFailed(current: visible(current)))
            case .failed(let error): results[part.index] = .failure(error)
            case .needsRead, .resubmit: stillOpen.append(part.index)
            }
        }
        return stillOpen
    }

    /// Reads the keys whose state the conditions need and this process does not know.
    private func baselines(of submissions: [WriteSubmission]) async -> [KVKey: Result<KVEntry?, KVError>] {
        let conditional = submissions.filter { $0.condition != .any }.map(\.key)
        if conditional.isEmpty { return [:] }
        let unknown = coalescer.withState { state in conditional.filter { !state.knowsState(of: $0) } }
        let keys = Array(Set(unknown))
        return Dictionary(uniqueKeysWithValues: zip(keys, await results(keys)))
    }

    private func visible(_ entry: KVEntry?) -> KVEntry? {
        let now = clock.wallMilliseconds()
        return entry.flatMap { $0.isExpired(atMilliseconds: now) ? nil : $0 }
    }

    /// Checks a put and makes a submission of it.
    private static func submission(
        _ write: KVWrite,
        nowMilliseconds now: Int64
    ) throws(KVError) -> (submission: WriteSubmission, version: KVVersion) {
        try write.validateSizes()
        let metadata = try compact(write.storedMetadata)
        let version = EntryVersion.of(
            key: write.key,
            value: write.value,
            metadata: metadata,
            expiration: write.expiration
        )
        let entry = KVEntry(
            value: write.value,
            metadata: metadata,
            expiration: write.expiration,
            version: version
        )
        // The API refuses expirations that have passed; for readers the outcome is the same.
        let change = entry.isExpired(atMilliseconds: now) ? KVChange.delete : .put(entry)
        return (WriteSubmission(key: write.key, change: change, condition: write.condition), version)
    }

    /// Metadata as the API gives it back, so that a version does not change on the way.
    private static func compact(_ metadata: [UInt8]?) throws(KVError) -> [UInt8]? {
        guard let metadata else { return nil }
        do throws(JSONError) {
            // As deep as what a read brings, which may be written again.
            let limits = JSONLimits(maximumDepth: JSONLimits.depthCeiling)
            let value = try JSONParser.parse(metadata, limits: limits)
            return value.isNull ? nil : value.bytes
        } catch {
            throw .rejected(reason: "the metadata is not JSON")
        }
    }
}
