import CCurl
import Synchronization

/// What callers leave for the event loop, and how they wake it.
final class CurlMailbox: Sendable {
    /// What the loop takes out at a time.
    struct Delivery {
        var starts: [CurlTransfer] = []
        var cancellations: [UInt64] = []
        var isClosing = false
    }

    private struct State {
        var delivery = Delivery()
        var transferCount = 0
        var nextIdentifier: UInt64 = 0
        /// Present while the loop runs.
        var loop: LoopHandle?
        var hasEnded = false
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// `@unchecked`: `curl_multi_wakeup` is the one function of a multi handle that any thread may call.
    private struct LoopHandle: @unchecked Sendable {  // Reason: used for the wake-up alone.
        let multi: UnsafeMutableRawPointer
    }

    private let state = Mutex(State())
    private let library: CurlLibrary
    private let transfersMaximum: Int

    init(library: CurlLibrary, transfersMaximum: Int) {
        self.library = library
        self.transfersMaximum = transfersMaximum
    }

    func nextIdentifier() -> UInt64 {
        state.withLock { state in
            state.nextIdentifier += 1
            return state.nextIdentifier
        }
    }

    /// Leaves a transfer for the loop, or says why it cannot begin.
    func submit(_ transfer: CurlTransfer) -> HTTPTransportError? {
        state.withLock { state in
            if state.delivery.isClosing { return .closed(maySent: false) }
            if state.transferCount >= transfersMaximum { return .notSent(.tooManyTransfers) }
            state.transferCount += 1
            state.delivery.starts.append(transfer)
            wake(state)
            return nil
        }
    }

    func cancel(_ identifier: UInt64) {
        state.withLock { state in
            state.delivery.cancellations.append(identifier)
            wake(state)
        }
    }

    /// Asks the loop to end; everything under way fails.
    func close() {
        state.withLock { state in
            state.delivery.isClosing = true
            wake(state)
        }
    }

    /// Returns when the loop has ended.
    func waitForEnd() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.endWaiters.append(waiter) }
                return state.hasEnded
            }
            if hasEnded { waiter.resume() }
        }
    }

    // MARK: - For the loop

    func begin(_ multi: UnsafeMutableRawPointer) {
        let handle = LoopHandle(multi: multi)
        state.withLock { $0.loop = handle }
    }

    func take() -> Delivery {
        state.withLock { state in
            let delivery = state.delivery
            state.delivery = Delivery(isClosing: delivery.isClosing)
            return delivery
        }
    }

    func didFinishTransfer() {
        state.withLock { $0.transferCount -= 1 }
    }

    /// Nobody wakes the loop after this call returns.
    func endWaking() {
        state.withLock { $0.loop = nil }
    }

    func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.endWaiters = [] }
            return state.endWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private func wake(_ state: borrowing State) {
        if let loop = state.loop { _ = library.functions.pointee.multi_wakeup(loop.multi) }
    }
}
