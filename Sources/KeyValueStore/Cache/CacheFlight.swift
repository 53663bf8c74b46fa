import Synchronization

/// A load in the air: whoever needs its outcome waits here.
final class CacheFlight: Sendable {
    /// How a load ended.
    enum Outcome: Sendable {
        /// The store answered; `stored` tells whether the cache kept the answer.
        case loaded(KVEntry?, stored: Bool)
        case failed(KVError)
        /// The task that loaded was cancelled, which is nothing to its followers: they try again.
        case abandoned
    }

    private typealias Follower = CheckedContinuation<Outcome, Never>

    private enum State {
        /// Bounded by the number of reads in progress.
        case flying([Follower])
        case landed(Outcome)
    }

    private let state = Mutex(State.flying([]))

    /// Waits for the outcome.
    func outcome() async -> Outcome {
        await withCheckedContinuation { (follower: Follower) in
            let outcome: Outcome? = state.withLock { state in
                switch state {
                case .landed(let outcome): return outcome
                case .flying(var followers):
                    state = .flying([])
                    followers.append(follower)
                    state = .flying(followers)
                    return nil
                }
            }
            if let outcome { follower.resume(returning: outcome) }
        }
    }

    /// Tells everybody who waits or will wait.
    func land(_ outcome: Outcome) {
        let followers: [Follower] = state.withLock { state in
            guard case .flying(let followers) = state else { return [] }
            state = .landed(outcome)
            return followers
        }
        for follower in followers { follower.resume(returning: outcome) }
    }
}
