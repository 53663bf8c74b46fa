#if os(Linux)
import CLinux
import Dispatch
import Glibc
import NIOCore
import Synchronization

/// An event loop of its own thread that waits with epoll(7).
///
/// A turn: what the sockets have to tell, then the tasks that were handed in, then timers that are due, then what is done at
/// a turn's end. Over a channel of SwiftNIO a quarter of the instructions of a cached GET and half of its counts of references were
/// the channel's; this is the small part of it that one kind of connection needs.
///
/// Unchecked: what is not behind the mutex or atomic is touched on the loop's thread only.
final class EpollLoop: EventLoop, @unchecked Sendable {  // Reason: its state belongs to its thread.
    /// Events that are taken from the system at once.
    private static let eventsMaximum = 256

    /// What others leave for the loop.
    private struct Inbox {
        var tasks: [@Sendable () -> Void] = []
        /// Whether the loop waits, or is about to, and has to be woken.
        var isWaiting = false
        var isStopping = false
        /// Whether the loop takes nothing any more.
        var hasEnded = false
    }

    private let descriptor: CInt
    private let wakeDescriptor: CInt
    private let inbox = Mutex(Inbox())
    private let lastTimerID = Atomic<UInt64>(0)
    /// The loop's thread; 0 before it runs.
    private let thread = Atomic<UInt>(0)
    private var timers = LoopTimers()
    private var running: [@Sendable () -> Void] = []
    /// Who is told of the end of this turn.
    private var listeners: [any TurnEndListener] = []
    /// Who is being told, empty otherwise; kept for its memory.
    private var told: [any TurnEndListener] = []
    /// Turns that have ended.
    private(set) var turnCount = 0
    /// Targets of which an event may still be waiting in this turn.
    private var forgotten: [EpollTarget] = []
    private var broken: [EpollSocket] = []
    /// Sockets that may have more to read than was read at once.
    private var hungry: [EpollSocket] = []
    let readBuffers = ReadBuffers()

    /// - Throws: what the system says where there are no more descriptors.
    init() throws {
        descriptor = try SystemCall.checked("epoll_create1") { epoll_create1(CInt(EPOLL_CLOEXEC)) }
        do {
            wakeDescriptor = try SystemCall.checked("eventfd") {
                eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
            }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        // By edges, so that nobody needs to read what it counts.
        let interest: EpollInterest = [.reading, .edges]
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(ptr: nil))
        _ = try SystemCall.checked("epoll_ctl") {
            epoll_ctl(descriptor, EPOLL_CTL_ADD, wakeDescriptor, &event)
        }
    }

    deinit {
        Glibc.close(wakeDescriptor)
        Glibc.close(descriptor)
    }

    // MARK: Turns

    /// Runs until it is stopped.
    func run() {
        thread.store(pthread_self(), ordering: .relaxed)
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Self.eventsMaximum)
        defer { events.deallocate() }
        while let wait = nextWait() {
            let count = epoll_wait(descriptor, events, CInt(Self.eventsMaximum), wait)
            precondition(count >= 0 || errno == EINTR, "a loop waits on its own descriptor")
            for index in 0..<max(0, Int(count)) {
                guard let pointer = events[index].data.ptr else { continue }
                Unmanaged<EpollTarget>.fromOpaque(pointer)._withUnsafeGuaranteedRef {
                    $0.ready(EpollInterest(rawValue: events[index].events))
                }
            }
            readOn()
            runTasks()
            runTimers()
            endTurn()
        }
        end()
    }

    /// Runs what was handed in before the end, and fails what was to come later.
    private func end() {
        inbox.withLock { $0.hasEnded = true }
        runTasks()
        while let timer = timers.popDue(at: .distantFuture) { timer.cancel() }
        endTurn()
    }

    /// How long the loop may wait now, in milliseconds; without end where that is negative, and nil where it ends.
    private func nextWait() -> CInt? {
        let wait = millisecondsToTimer()
        return inbox.withLock { inbox in
            if inbox.isStopping { return nil }
            if !inbox.tasks.isEmpty || !hungry.isEmpty || !listeners.isEmpty { return 0 }
            inbox.isWaiting = true
            return wait
        }
    }

    private func millisecondsToTimer() -> CInt {
        guard let deadline = timers.nextDeadline else { return -1 }
        let nanoseconds = max(0, (deadline - .now()).nanoseconds)
        // Up, or it would turn and turn until a deadline within the millisecond.
        return CInt(clamping: (nanoseconds + 999_999) / 1_000_000)
    }

    /// Runs what waits now; what comes meanwhile waits for another turn.
    private func runTasks() {
        inbox.withLock { inbox in
            inbox.isWaiting = false
            swap(&inbox.tasks, &running)
        }
        if running.isEmpty { return }
        for task in running { task() }
        running.removeAll(keepingCapacity: true)
    }

    /// Reads once from each socket that may have more; who still has then waits for the next turn.
    private func readOn() {
        if hungry.isEmpty { return }
        var sockets: [EpollSocket] = []
        swap(&sockets, &hungry)
        for socket in sockets { socket.readOn() }
    }

    private func runTimers() {
        guard timers.nextDeadline != nil else { return }
        let now = NIODeadline.now()
        while let timer = timers.popDue(at: now) { timer.action() }
    }

    private func endTurn() {
        if !listeners.isEmpty {
            swap(&told, &listeners)
            for listener in told { listener.turnEnds() }
            told.removeAll(keepingCapacity: true)
        }
        while let socket = broken.popLast() { socket.fail() }
        forgotten.removeAll(keepingCapacity: true)
        turnCount += 1
    }

    /// Has somebody told of the end of this turn, or where that is under way of the end of the next, which comes at once.
    func tellTurnEnd(_ listener: any TurnEndListener) {
        listeners.append(listener)
    }

    // MARK: Targets

    /// Watches a target, which has to be forgotten before it goes.
    func watch(_ target: EpollTarget, _ interest: EpollInterest) throws {
        try control(EPOLL_CTL_ADD, target, interest)
    }

    /// Changes what a target waits for.
    func change(_ target: EpollTarget, _ interest: EpollInterest) {
        // Of a descriptor that is watched this cannot fail but for want of memory; epoll_ctl(2).
        try? control(EPOLL_CTL_MOD, target, interest)
    }

    /// Closes a target's descriptor, and keeps the target until no event can name it.
    func forget(_ target: EpollTarget) {
        forgotten.append(target)
        // With its last descriptor it leaves the set (epoll(7)), and this is the last: this process does not fork.
        Glibc.close(target.descriptor)
    }

    /// Ends a socket's connection once whatever goes on now is over.
    func failSoon(_ socket: EpollSocket) {
        broken.append(socket)
    }

    /// Has a socket read on in this turn or the next.
    func readSoon(_ socket: EpollSocket) {
        hungry.append(socket)
    }

    private func control(_ operation: CInt, _ target: EpollTarget, _ interest: EpollInterest) throws {
        let pointer = Unmanaged.passUnretained(target).toOpaque()
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(ptr: pointer))
        _ = try SystemCall.checked("epoll_ctl") {
            epoll_ctl(descriptor, operation, target.descriptor, &event)
        }
    }

    // MARK: EventLoop

    var inEventLoop: Bool { thread.load(ordering: .relaxed) == pthread_self() }

    /// Hands in a task; it is dropped where the loop has ended.
    func execute(_ task: @escaping @Sendable () -> Void) {
        _ = accepts(task)
    }

    /// Hands in a task that somebody waits for, which nobody may do for ever.
    private func mustAccept(_ task: @escaping @Sendable () -> Void) {
        let isAccepted = accepts(task)
        precondition(isAccepted, "nobody waits for a loop that has ended")
    }

    /// Hands in a task, unless the loop has ended.
    private func accepts(_ task: @escaping @Sendable () -> Void) -> Bool {
        let (wakes, isAccepted) = inbox.withLock { inbox in
            if inbox.hasEnded { return (false, false) }
            inbox.tasks.append(task)
            defer { inbox.isWaiting = false }
            return (inbox.isWaiting, true)
        }
        if wakes { wake() }
        return isAccepted
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }

    func submit<Value>(_ task: @escaping @Sendable () throws -> Value) -> EventLoopFuture<Value> {
        let promise = makePromise(of: Value.self)
        mustAccept { promise.assumeIsolated().completeWith(Result { try task() }) }
        return promise.futureResult
    }

    @discardableResult
    func scheduleTask<Value>(
        deadline: NIODeadline,
        _ task: @escaping @Sendable () throws -> Value
    ) -> Scheduled<Value> {
        let promise = makePromise(of: Value.self)
        let id = lastTimerID.add(1, ordering: .relaxed).newValue
        let timer = LoopTimers.Timer(
            id: id,
            deadline: deadline,
            action: { promise.assumeIsolated().completeWith(Result { try task() }) },
            cancel: { promise.fail(EventLoopError.shutdown) }
        )
        if inEventLoop { timers.add(timer) } else { mustAccept { self.timers.add(timer) } }
        return Scheduled(promise: promise) {
            // At once where it can be, or it would come in this turn.
            if self.inEventLoop { self.timers.remove(id) } else { self.execute { self.timers.remove(id) } }
        }
    }

    @discardableResult
    func scheduleTask<Value>(
        in delay: TimeAmount,
        _ task: @escaping @Sendable () throws -> Value
    ) -> Scheduled<Value> {
        scheduleTask(deadline: .now() + delay, task)
    }

    /// Ends the loop's thread after the turn that is under way; what is handed in later is dropped.
    func stop() {
        inbox.withLock { $0.isStopping = true }
        wake()
    }

    func shutdownGracefully(
        queue: DispatchQueue,
        _ callback: @escaping @Sendable ((any Error)?) -> Void
    ) {
        stop()
        queue.async { callback(nil) }
    }
}
#endif
