/// Lets tasks and threads wait until a number of threads has ended.
final class Countdown: Sendable {
    private struct State {
        var remaining: Int
        var tasks: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Monitor<State>

    init(_ count: Int) {
        state = Monitor(State(remaining: count))
    }

    /// Counts one down; the last one lets everybody go who waits.
    func arrive() {
        let tasks = state.withLock { state in
            state.remaining -= 1
            if state.remaining > 0 { return [CheckedContinuation<Void, Never>]() }
            defer { state.tasks = [] }
            return state.tasks
        }
        state.notifyAll()
        for task in tasks { task.resume() }
    }

    /// Suspends the task until the count is zero.
    func wait() async {
        await withCheckedContinuation { task in
            let isOver = state.withLock { state in
                if state.remaining == 0 { return true }
                state.tasks.append(task)
                return false
            }
            if isOver { task.resume() }
        }
    }

    /// Blocks the thread until the count is zero.
    func block() {
        _ = state.wait(atMostMilliseconds: nil) { $0.remaining == 0 ? true : nil }
    }
}
