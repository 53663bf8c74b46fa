/// The answers to what was committed together.
///
/// An event loop that is woken for one answer is done with it before the next one comes, goes back to sleep and is woken
/// again: where both threads share a processor, twenty times a commit of 64. So of the callers that wait in one place, a thread
/// or an executor, one is answered from here, the leader, and it answers the others, its followers, where they all are. Tasks
/// without a thread of their own gain nothing and wait for one turn more of the pool.
struct WriteAnswers {
    /// Requests of one place after another, in the order in which they were made.
    private var groups: [ArraySlice<WriteRequest>] = []

    init(to requests: [WriteRequest]) {
        guard let first = requests.first else { return }
        if requests.allSatisfy({ $0.caller == first.caller }) {
            groups = [requests[...]]
        } else {
            groups = Dictionary(grouping: requests, by: \.caller).values.map { $0[...] }
        }
    }

    /// Lets all callers go on.
    func send() {
        for group in groups { group.first?.answer(leading: group.dropFirst()) }
    }
}
