import CCurl

/// Drives all transfers on one thread through libcurl's multi interface.
///
/// Everything here but the mailbox belongs to that thread.
final class CurlEventLoop {
    private let library: CurlLibrary
    private let mailbox: CurlMailbox
    private let configuration: HTTPClientConfiguration
    private let setup: CurlRequestSetup
    private let multi: UnsafeMutableRawPointer
    private var idleHandles: [UnsafeMutableRawPointer] = []
    private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var waiting = WaitingTransfers()

    /// Handles that are kept for the next transfers; each holds a few tens of KiB.
    private static let idleHandlesMaximum = 16
    /// How long after a transfer's deadline libcurl may still end it itself.
    private static let graceNanoseconds: Int64 = 10_000_000
    /// How long the loop sleeps when nothing happens; libcurl's own timers wake it earlier.
    private static let pollMillisecondsMaximum: Int64 = 10_000

    init?(library: CurlLibrary, mailbox: CurlMailbox, configuration: HTTPClientConfiguration) {
        guard let multi = library.functions.pointee.multi_init() else { return nil }
        self.library = library
        self.mailbox = mailbox
        self.configuration = configuration
        self.multi = multi
        setup = CurlRequestSetup(library: library, configuration: configuration)
        let connections = configuration.connectionsMaximum
        for option in [CURLMOPT_MAXCONNECTS, CURLMOPT_MAX_TOTAL_CONNECTIONS, CURLMOPT_MAX_HOST_CONNECTIONS] {
            _ = curl_shim_multi_set_long(library.functions, multi, option, connections)
        }
        _ = curl_shim_multi_set_long(library.functions, multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        mailbox.begin(multi)
    }

    /// Works until the mailbox says to end.
    func run() {
        while true {
            let delivery = mailbox.take()
            if delivery.isClosing {
                end(delivery.starts)
                return
            }
            for transfer in delivery.starts { waiting.append(transfer) }
            for identifier in delivery.cancellations { cancel(identifier) }
            expireWaiting()
            expireActive()
            startWaiting()
            var running: Int32 = 0
            _ = library.functions.pointee.multi_perform(multi, &running)
            finishCompleted()
            poll()
        }
    }

    private func poll() {
        var milliseconds = Self.pollMillisecondsMaximum
        let activeDeadline = active.values.lazy.map { $0.deadline + Self.graceNanoseconds }.min()
        for deadline in [waiting.earliestDeadline, activeDeadline].compactMap({ $0 }) {
            milliseconds = min(
                milliseconds,
                max(0, (deadline - MonotonicClock.nanoseconds()) / 1_000_000 + 1)
            )
        }
        _ = library.functions.pointee.multi_poll(multi, nil, 0, Int32(milliseconds), nil)
    }

    private func startWaiting() {
        while active.count < configuration.transfersMaximum, let transfer = waiting.popFirst() {
            start(transfer)
        }
    }

    private func start(_ transfer: CurlTransfer) {
        guard let handle = idleHandles.popLast() ?? library.functions.pointee.easy_init() else {
            complete(transfer, .failure(.notSent(.clientFailed)))
            return
        }
        let remaining = Duration.nanoseconds(transfer.deadline - MonotonicClock.nanoseconds())
        guard setup.prepare(handle, for: transfer, remaining: remaining),
            library.functions.pointee.multi_add_handle(multi, handle) == CURLM_OK
        else {
            release(handle, transfer)
            complete(transfer, .failure(.notSent(.clientFailed)))
            return
        }
        active[handle] = transfer
    }

    private func finishCompleted() {
        var left: Int32 = 0
        while let message = library.functions.pointee.multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else {
                continue
            }
            let code = curl_shim_message_result(message)
            guard let transfer = active.removeValue(forKey: handle) else { continue }
            let outcome = CurlOutcome(library: library, handle: handle, transfer: transfer).result(code)
            _ = library.functions.pointee.multi_remove_handle(multi, handle)
            release(handle, transfer)
            complete(transfer, outcome)
        }
    }

    private func cancel(_ identifier: UInt64) {
        if let transfer = waiting.remove(identifier) {
            complete(transfer, .failure(.cancelled(maySent: false)))
        } else if let (handle, transfer) = active.first(where: { $0.value.identifier == identifier }) {
            abort(handle, transfer) { .cancelled(maySent: $0) }
        }
    }

    private func abort(
        _ handle: UnsafeMutableRawPointer,
        _ transfer: CurlTransfer,
        _ error: (_ maySent: Bool) -> HTTPTransportError
    ) {
        active[handle] = nil
        let maySent = CurlOutcome(library: library, handle: handle, transfer: transfer).maySent
        _ = library.functions.pointee.multi_remove_handle(multi, handle)
        release(handle, transfer)
        complete(transfer, .failure(error(maySent)))
    }

    private func expireWaiting() {
        for transfer in waiting.removeExpired(at: MonotonicClock.nanoseconds()) {
            complete(transfer, .failure(.timedOut(maySent: false)))
        }
    }

    /// Ends what libcurl should have ended: it does not look at the time of a transfer that waits for a connection.
    private func expireActive() {
        let limit = MonotonicClock.nanoseconds() - Self.graceNanoseconds
        for (handle, transfer) in active where transfer.deadline <= limit {
            abort(handle, transfer) { .timedOut(maySent: $0) }
        }
    }

    private func complete(_ transfer: CurlTransfer, _ outcome: CurlTransfer.Outcome) {
        mailbox.didFinishTransfer()
        transfer.finish(outcome)
    }

    private func release(_ handle: UnsafeMutableRawPointer, _ transfer: CurlTransfer) {
        library.functions.pointee.slist_free_all(transfer.headerList)
        transfer.headerList = nil
        if idleHandles.count < Self.idleHandlesMaximum {
            // The handle must not keep pointing at the transfer and its header list.
            library.functions.pointee.easy_reset(handle)
            idleHandles.append(handle)
        } else {
            library.functions.pointee.easy_cleanup(handle)
        }
    }

    private func end(_ starts: [CurlTransfer]) {
        mailbox.endWaking()
        for transfer in starts + waiting.removeAll() { complete(transfer, .failure(.closed(maySent: false))) }
        for (handle, transfer) in active { abort(handle, transfer) { .closed(maySent: $0) } }
        for handle in idleHandles { library.functions.pointee.easy_cleanup(handle) }
        _ = library.functions.pointee.multi_cleanup(multi)
        mailbox.end()
    }
}
