import HTTPServer
import KeyValueStore
import Users

/// Reads many users, each from the cache where that has it.
///
/// What the cache has says already whether it is a user, so only what it does not have is looked at.
struct BatchReader: Sendable {
    let context: UserAPIContext

    /// The results for ids as they were sent, in their order.
    func results(of ids: [String]) async -> [BatchResult] {
        let now = context.clock.monotonicNanoseconds()
        var results: [BatchResult] = []
        results.reserveCapacity(ids.count)
        var missing: [(index: Int, id: UserID)] = []
        for text in ids {
            guard let id = UserID(text) else {
                // No user can have an id that is none, so none was asked for.
                results.append(Self.notFound(text))
                continue
            }
            if appendCached(id, now, to: &results) { continue }
            missing.append((results.count, id))
            results.append(Self.notFound(text))
        }
        if !missing.isEmpty { await read(missing, into: &results) }
        return results
    }

    private static func notFound(_ id: String) -> BatchResult {
        BatchResult(Problem(.userNotFound, NotFoundDocument.detail), id: id)
    }

    /// Appends the result that the cache has; false where it has none, and for what takes a closer look.
    private func appendCached(_ id: UserID, _ now: Int64, to results: inout [BatchResult]) -> Bool {
        let cached = id.text.utf8.span.withUnsafeBytes { name in
            context.cache.cached(prefix: KVOperations.keyPrefix, name: name, now: now)
        }
        guard let cached else { return false }
        guard let entry = cached.entry else {
            results.append(Self.notFound(id.text))
            return true
        }
        if cached.attachment.isEmpty { return false }
        results.append(BatchResult(id, entry))
        return true
    }

    private func read(_ missing: [(index: Int, id: UserID)], into results: inout [BatchResult]) async {
        do throws(UserError) {
            let users = try await context.operations.batchGetUsers(missing.map(\.id))
            for ((index, id), user) in zip(missing, users) {
                guard let user else { continue }
                results[index] =
                    KVOperations.isUser(user.json)
                    ? BatchResult(.ok, user, includesUser: true)
                    : BatchResult(Problem(.notAUser(id)), id: id.text)
            }
        } catch {
            let problem = Problem(error)
            for (index, id) in missing { results[index] = BatchResult(problem, id: id.text) }
        }
    }
}
