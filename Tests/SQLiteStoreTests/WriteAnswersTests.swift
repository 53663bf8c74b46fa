import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

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

    @Test func callersOfOneThreadAreAnsweredByTheOneThatAskedFirst() {
        final class Recording: WriteRequest, @unchecked Sendable {  // Reason: used by one thread.
            var others: [WriteRequest]?
            override func answer(andHaveAnswered others: ArraySlice<WriteRequest>) {
                self.others = Array(others)
            }
        }
        let threads = [ThreadIdentity(rawValue: 1), ThreadIdentity(rawValue: 2)]
        let requests = (0..<5).map {
            Recording(operationCount: 1, byteCount: 1, callingThread: threads[$0 % 2])
        }
        WriteAnswers(to: requests).send()
        #expect(
            requests[0].others.map { $0.map(ObjectIdentifier.init) }
                == [requests[2], requests[4]].map(ObjectIdentifier.init)
        )
        #expect(requests[1].others.map { $0.map(ObjectIdentifier.init) } == [ObjectIdentifier(requests[3])])
        #expect(requests[2...].allSatisfy { $0.others == nil })
        WriteAnswers(to: []).send()
    }
}
