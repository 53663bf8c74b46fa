import Synchronization

/// One caller's change of a user, and where its answer goes.
final class UpdateSlot: Sendable {
    typealias Answer = Result<User?, UserError>

    private struct State {
        var answer: Answer?
        var waiter: CheckedContinuation<Answer, Never>?
    }

    let change: UserChange
    let precondition: UserPrecondition
    let expiry: UserExpiry
    private let state = Mutex(State())

    init(change: UserChange, precondition: UserPrecondition, expiry: UserExpiry) {
        self.change = change
        self.precondition = precondition
        self.expiry = expiry
    }

    /// Gives the answer, once.
    func answer(_ answer: Answer) {
        let waiter = state.withLock { state in
            state.answer = answer
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: answer)
    }

    /// The answer, as soon as it is there.
    func result() async -> Answer {
        if let answer = state.withLock(\.answer) { return answer }
        return await withCheckedContinuation { waiter in
            let answer = state.withLock { state in
                if state.answer == nil { state.waiter = waiter }
                return state.answer
            }
            if let answer { waiter.resume(returning: answer) }
        }
    }
}
