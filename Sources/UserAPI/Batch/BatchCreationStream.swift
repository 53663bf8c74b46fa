import HTTPServer
import JSON
import Synchronization
import Users

/// Creates the users of a stream of items while it arrives, and tells the results while it goes on.
///
/// Memory holds one chunk of items and their results, however long the stream is.
struct BatchCreationStream: Sendable {
    let operations: KVOperations
    let splitter: ItemSplitter
    let policy: ConflictPolicy
    let expiry: UserExpiry

    /// The answer, which begins once the first chunk has been written.
    ///
    /// What is wrong with the stream as a whole before that is an answer of its own; what shows later ends the results with
    /// a problem in the place of the next item.
    func response(_ source: sending BatchSource, _ form: ResultsForm, requestID: RequestID) async
        -> HTTPResponse
    {
        let reader = Reader(source, splitter)
        let first: [BatchResult]?
        do throws(Problem) {
            first = try await nextResults(reader)
        } catch {
            return error.response(requestID: requestID)
        }
        let handedOver = HandedOver(reader)
        return form.streamed(cacheStatus: CacheStatus.write) { writer in
            guard let reader = handedOver.take() else { return }
            var body = ResultsBody(writer, form, name: ResultsForm.resultsName)
            var results = first
            while let chunk = results {
                for result in chunk { try await body.append(result.json) }
                try await body.flush()
                do throws(Problem) {
                    results = try await nextResults(reader)
                } catch {
                    try await body.append(BatchResult(error, id: nil).json)
                    break
                }
            }
            try await body.finish()
        }
    }

    /// The results in lines, for content that is at hand as a whole.
    func wholeResponse(_ content: [UInt8], requestID: RequestID) async -> HTTPResponse {
        let reader = Reader(BatchSource(content), splitter)
        var results: [[UInt8]] = []
        do throws(Problem) {
            while let chunk = try await nextResults(reader) { results += chunk.map(\.json) }
        } catch {
            if results.isEmpty { return error.response(requestID: requestID) }
            results.append(BatchResult(error, id: nil).json)
        }
        return ResultsForm.lines(results)
    }

    /// Whether content that is at hand as a whole has more items than a number, before what is wrong with it, if anything.
    func hasMore(than maximum: Int, _ content: [UInt8]) -> Bool {
        var splitter = splitter
        var rest = content[...]
        var count = 0
        while !rest.isEmpty, count <= maximum {
            var chunk = ItemChunk()
            do throws(Problem) {
                try splitter.take(from: &rest, into: &chunk)
                if rest.isEmpty, try splitter.finish() != nil { count += 1 }
            } catch {
                rest = []
            }
            count += chunk.items.count
        }
        return count > maximum
    }

    /// Gives the reader from the task that read the first chunk to the one that sends the answer.
    private final class HandedOver: Sendable {
        private let reader: Mutex<Reader?>

        init(_ reader: sending Reader) {
            self.reader = Mutex(reader)
        }

        func take() -> sending Reader? {
            reader.withLock { reader in
                let taken = reader
                reader = nil
                return taken
            }
        }
    }

    /// The items of a source, and where it stands.
    private final class Reader {
        private let source: BatchSource
        private var splitter: ItemSplitter
        /// Bytes that are not yet cut into items, at most as many as the source gives at a time.
        private var rest: ArraySlice<UInt8> = []
        var hasEnded = false
        /// What is wrong with the stream after the last items that were read.
        var problem: Problem?

        init(_ source: BatchSource, _ splitter: ItemSplitter) {
            self.source = source
            self.splitter = splitter
        }

        /// Adds items to a chunk: from the bytes at hand, else from the next of the source.
        func read(into chunk: inout ItemChunk) async throws(Problem) {
            if rest.isEmpty {
                guard let piece = try await source.next() else {
                    hasEnded = true
                    if let last = try splitter.finish() { chunk.append(last) }
                    return
                }
                rest = piece[...]
            }
            try splitter.take(from: &rest, into: &chunk)
        }
    }

    /// Reads, creates and reports a chunk of items; nil at the end of the stream.
    private func nextResults(_ source: Reader) async throws(Problem) -> [BatchResult]? {
        let items = try await nextItems(source)
        if items.isEmpty { return nil }
        var results: [BatchResult?] = Array(repeating: nil, count: items.count)
        var objects: [(index: Int, object: JSONObject)] = []
        for (index, item) in items.enumerated() {
            do throws(UserError) {
                objects.append((index, try KVOperations.parseObject(item)))
            } catch {
                results[index] = BatchResult(Problem(error), id: nil)
            }
        }
        let outcomes = await operations.batchCreateUsers(
            objects.map(\.object),
            onConflict: policy,
            expiry: expiry
        )
        for ((index, object), outcome) in zip(objects, outcomes) {
            results[index] = BatchResult(outcome, id: object["id"]?.stringValue)
        }
        return results.compactMap { $0 }
    }

    /// A chunk of items, full but for the last; empty at the end.
    private func nextItems(_ source: Reader) async throws(Problem) -> [[UInt8]] {
        var chunk = ItemChunk()
        while !chunk.isFull, !source.hasEnded {
            do throws(Problem) {
                try await source.read(into: &chunk)
            } catch {
                source.hasEnded = true
                source.problem = error
            }
        }
        if chunk.items.isEmpty, let problem = source.problem {
            source.problem = nil
            throw problem
        }
        return chunk.items
    }
}
