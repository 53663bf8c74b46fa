import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(1)))
struct WriteAnswersTests {
    private let folder = TemporaryFolder()

    @Test func aCommitTurnsToEachThreadOnceHoweverManyWaitOnIt() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        let executors = try [ThreadExecutor(), ThreadExecutor()]
        let plug = await WriterPlug(database.writer)
        let writers = (0..<40).map { number in
            Task(executorPreference: executors[number % 2]) {
                try await store.put(write("key \(number)", "\(number)")).version
            }
        }
        #expect(await eventually { database.writer.waitingOperations == 40 })
        for executor in executors { #expect(executor.takeCount() == 20) }
        plug.pull()
        for writer in writers { #expect(try await writer.value != nil) }
        for executor in executors {
            #expect(executor.takeCount() == 1)
            executor.close()
        }
        for number in 0..<40 {
            #expect(try await store.get(key("key \(number)"))?.value == Array("\(number)".utf8))
        }
        await database.close()
    }

    @Test func eachCallerGetsWhatCameOfItsOwnWrite() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        let executor = try ThreadExecutor()
        let plug = await WriterPlug(database.writer)
        let writers = (0..<20).map { number in
            Task(executorPreference: executor) {
                (number, try await store.put(write("key \(number / 2)", "\(number)", if: .absent)))
            }
        }
        #expect(await eventually { database.writer.waitingOperations == 20 })
        plug.pull()
        var written: Set<Int> = []
        for writer in writers {
            switch try await writer.value {
            case (let number, .written): written.insert(number / 2)
            case (let number, .conditionFailed(let current)):
                // The other of the two came first.
                #expect(current?.value == Array("\(number ^ 1)".utf8))
            }
        }
        #expect(written == Set(0..<10))
        executor.close()
        await database.close()
    }

    @Test func aCommitTurnsToEachExecutorOnceHoweverManyAreCalledBackOnIt() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        let queues = [CallbackQueue(), CallbackQueue()]
        let plug = await WriterPlug(database.writer)
        let results = await withTaskGroup(of: (KVVersion?, Bool).self) { group in
            for number in 0..<40 {
                group.addTask {
                    let (result, isHere) = await queues[number % 2].put(write("key \(number)"), into: store)
                    return (try? result.get().version, isHere)
                }
            }
            group.addTask { (try? await store.put(write("of a task")).version, true) }
            #expect(await eventually { database.writer.waitingOperations == 41 })
            for queue in queues { #expect(queue.count == 0) }
            plug.pull()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 41)
        #expect(results.allSatisfy { $0.0 != nil && $0.1 })
        for queue in queues { #expect(queue.count == 1) }
        await database.close()
    }

    @Test func whoIsRefusedIsCalledBackToo() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        await database.close()
        let (result, isHere) = await CallbackQueue().put(write("key"), into: store)
        #expect(result == .failure(.closed))
        #expect(isHere)
    }

    @Test func callersOfOneThreadAreAnsweredByTheOneThatAskedFirst() {
        final class Recording: WriteRequest, @unchecked Sendable {  // Reason: used by one thread.
            var followers: [WriteRequest]?
            override func answer(leading followers: ArraySlice<WriteRequest>) {
                self.followers = Array(followers)
            }
        }
        let callers = [WriteCaller.task(ThreadIdentity(rawValue: 1)), .task(ThreadIdentity(rawValue: 2))]
        let requests = (0..<5).map {
            Recording(operationCount: 1, byteCount: 1, caller: callers[$0 % 2])
        }
        WriteAnswers(to: requests).send()
        #expect(
            requests[0].followers.map { $0.map(ObjectIdentifier.init) }
                == [requests[2], requests[4]].map(ObjectIdentifier.init)
        )
        #expect(
            requests[1].followers.map { $0.map(ObjectIdentifier.init) } == [ObjectIdentifier(requests[3])]
        )
        #expect(requests[2...].allSatisfy { $0.followers == nil })
        WriteAnswers(to: []).send()
    }
}
