import HTTPServer
import KeyValueStore
import Users

/// Many users being read, each from the cache where that has it.
///
/// The cache keeps beside an entry what says that it is a user; only what it has not looked at yet is looked at here.
struct BatchReading: Sendable {
    /// The results for the ids as they were sent, in their order; those of `missing` are still to be made.
    private(set) var results: [BatchResult] = []
    private var missing: [(index: Int, id: UserID)] = []
    private let context: UserAPIContext

    /// Answers what the cache can answer at once, in less than a microsecond an id.
    init(_ ids: [String], _ context: UserAPIContext) {
        self.context = context
        let now = context.clock.monotonicNanoseconds()
        results.reserveCapacity(ids.count)
        for text in ids {
            guard let id = UserID(text) else {
                // No user can have an id that is none, so none was asked for.
                results.append(Self.notFound(text))
                continue
            }
            if appendCached(id, now) { continue }
            missing.append((results.count, id))
            results.append(Self.notFound(text))
        }
    }

    /// Whether nothing is missing.
    var isComplete: Bool { missing.isEmpty }

    /// The length of the results as JSON, about.
    var bytesExpected: Int {
        results.indices.reduce(0) { $0 + results[$1].bytesExpected }
    }

    /// The results, those included that the store has to be asked for.
    func completed() async -> [BatchResult] {
        var results = results
        let now = context.clock.monotonicNanoseconds()
        // What was written and not read since is looked at now, once for all who ask from here on.
        let missing = missing.filter { index, id in
            guard let found = cached(id, now, makesAttachment: true) else { return true }
            results[index] = found
            return false
        }
        if missing.isEmpty { return results }
        do throws(UserError) {
            let users = try await context.operations.batchGetUsers(missing.map(\.id))
            for ((index, id), user) in zip(missing, users) {
                guard let user else { continue }
                results[index] =
                    KVOperations.isUser(user.json)
                    ? BatchResult(user)
                    : BatchResult(Problem(.notAUser(id)), id: id.text)
            }
        } catch {
            let problem = Problem(error)
            for (index, id) in missing { results[index] = BatchResult(problem, id: id.text) }
        }
        return results
    }

    private static func notFound(_ id: String) -> BatchResult {
        BatchResult(Problem(.userNotFound, NotFoundDocument.detail), id: id)
    }

    /// Appends the result that the cache has; false where it has none, or has not looked at it.
    private mutating func appendCached(_ id: UserID, _ now: Int64) -> Bool {
        guard let found = cached(id, now, makesAttachment: false) else { return false }
        results.append(found)
        return true
    }

    private func cached(_ id: UserID, _ now: Int64, makesAttachment: Bool) -> BatchResult? {
        let cached = id.text.utf8.span.withUnsafeBytes { name in
            context.cache.cached(
                prefix: KVOperations.keyPrefix,
                name: name,
                now: now,
                makesAttachment: makesAttachment
            )
        }
        guard let cached else { return nil }
        guard let entry = cached.entry else { return Self.notFound(id.text) }
        return cached.attachment.isEmpty ? nil : BatchResult(id, entry)
    }
}
