import KeyValueStore

@testable import CloudflareKV

/// Runs a `CoalescerState` against a simulated API in simulated time: same input, same outcome, no waiting.
///
/// The API takes a fixed time for every answer, counts requests in sliding and in fixed windows, and refuses what is
/// over the limit. Clients are closures that are called with each answer.
struct CoalescerSimulation {
    enum Answer {
        case read(Result<KVEntry?, KVError>)
        case write(WriteAnswer)
    }

    typealias Client = (_ simulation: inout CoalescerSimulation, _ answer: Answer) -> Void

    private enum Event {
        case answer(UpstreamBatch, isThrottled: Bool)
        case call((inout CoalescerSimulation) -> Void)
    }

    var state: CoalescerState
    private(set) var now: Int64 = 0
    /// When the last answer came.
    private(set) var lastAnswer: Int64 = 0
    private(set) var stored: [KVKey: KVEntry] = [:]
    /// When requests arrived.
    private(set) var arrivals: [Int64] = []
    private(set) var throttledCount = 0
    private(set) var batches: [UpstreamBatch] = []
    /// The smallest distance of two writes of one key.
    private(set) var smallestWriteDistance = Int64.max
    private var lastWrites: [KVKey: Int64] = [:]
    private var events: [(time: Int64, order: Int, event: Event)] = []
    private var eventCount = 0
    private var nextWake: Int64?
    private var waiting: [UInt64: Client] = [:]
    private var nextCall: UInt64 = 0
    private let latency: Int64
    private let quota: Int
    private let window: Int64

    static let millisecond: Int64 = 1_000_000
    static let second: Int64 = 1_000_000_000

    init(
        latencyMilliseconds: Int64 = 50,
        quota: Int = 1200,
        windowSeconds: Int64 = 300,
        reservePercent: Int = 4,
        configure: (inout CoalescerLimits) -> Void = { _ in }
    ) {
        latency = latencyMilliseconds * Self.millisecond
        self.quota = quota
        window = windowSeconds * Self.second
        var limits = CoalescerLimits.testing
        configure(&limits)
        let policy = RateLimitPolicy(name: "default", quota: 1200, windowSeconds: 300)
        state = CoalescerState(
            limits: limits,
            pacer: RequestPacer(policy: policy, reservePercent: reservePercent, isEnabled: true),
            overlay: WriteOverlay(window: 60 * Self.second),
            retryPolicy: RetryPolicy(random: { 0.5 })
        )
    }

    mutating func read(_ key: KVKey, _ client: @escaping Client) {
        nextCall += 1
        waiting[nextCall] = client
        state.read(key, CallSlot(call: nextCall, index: 0), now: now)
        step()
    }

    mutating func write(_ submission: WriteSubmission, _ client: @escaping Client) {
        nextCall += 1
        waiting[nextCall] = client
        let slot = CallSlot(call: nextCall, index: 0)
        let wall = now / Self.millisecond
        if let answer = state.submit(submission, slot, wallMilliseconds: wall, now: now) {
            state.act(.answerWrite(slot, answer))
        }
        step()
    }

    /// Calls back after a while.
    mutating func after(_ delay: Int64, _ body: @escaping (inout CoalescerSimulation) -> Void) {
        push(now + delay, .call(body))
    }

    /// Lets time pass until nothing is left to happen.
    mutating func run() {
        while true {
            let event = events.first
            if let wake = nextWake, wake < event?.time ?? .max {
                now = max(now, wake)
                nextWake = nil
                step()
                continue
            }
            guard let event else { return }
            pop()
            now = max(now, event.time)
            switch event.event {
            case .call(let body): body(&self)
            case .answer(let batch, let isThrottled): answer(batch, isThrottled)
            }
        }
    }

    private mutating func step() {
        nextWake = state.step(now: now)
        for action in state.takeActions() {
            switch action {
            case .send(let batch): arrive(batch)
            case .answerRead(let slot, let result): reply(slot, .read(result))
            case .answerWrite(let slot, let answer): reply(slot, .write(answer))
            case .readAlone, .grantPermit, .denyPermit: break
            }
        }
    }

    /// Clients go on in events of their own, as tasks do.
    private mutating func reply(_ slot: CallSlot, _ answer: Answer) {
        guard let client = waiting.removeValue(forKey: slot.call) else { return }
        lastAnswer = now
        push(now, .call { client(&$0, answer) })
    }

    private mutating func arrive(_ batch: UpstreamBatch) {
        let isThrottled = arrivals.count >= quota && arrivals[arrivals.count - quota] > now - window
        if isThrottled { throttledCount += 1 }
        arrivals.append(now)
        batches.append(batch)
        push(now + latency, .answer(batch, isThrottled: isThrottled))
        if case .put(let pairs) = batch.content {
            for (key, _) in pairs {
                if let last = lastWrites[key] {
                    smallestWriteDistance = min(smallestWriteDistance, now - last)
                }
                lastWrites[key] = now
            }
        }
    }

    private mutating func answer(_ batch: UpstreamBatch, _ isThrottled: Bool) {
        var rate = RateFeedback()
        rate.isThrottled = isThrottled
        let failure = UpstreamFailure.throttled(retryAfterSeconds: 300)
        var outcome: UpstreamOutcome
        switch batch.content {
        case .read(let keys):
            var reads: [KVKey: UpstreamRead] = [:]
            for key in keys { reads[key] = .entry(stored[key]) }
            outcome = .read(isThrottled ? .failure(failure) : .success(reads))
        case .put(let pairs):
            if !isThrottled { for (key, entry) in pairs { stored[key] = entry } }
            outcome = .write(isThrottled ? .failure(failure) : .success([]))
        case .delete(let keys):
            if !isThrottled { for key in keys { stored[key] = nil } }
            outcome = .write(isThrottled ? .failure(failure) : .success([]))
        }
        state.complete(batch, outcome, rate: rate, now: now)
        step()
    }

    // MARK: - A heap of events

    private mutating func push(_ time: Int64, _ event: Event) {
        eventCount += 1
        events.append((time, eventCount, event))
        var child = events.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            events.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() {
        events.swapAt(0, events.count - 1)
        events.removeLast()
        var parent = 0
        while true {
            var first = parent
            for child in [parent * 2 + 1, parent * 2 + 2] where child < events.count && isBefore(child, first)
            {
                first = child
            }
            if first == parent { return }
            events.swapAt(first, parent)
            parent = first
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (events[left].time, events[left].order) < (events[right].time, events[right].order)
    }
}

extension CoalescerLimits {
    /// The limits of the product with no deadlines to speak of.
    static let testing = CoalescerLimits(
        readBatchKeysMaximum: 100,
        writeBatchItemsMaximum: 10_000,
        requestsInFlightMaximum: 8,
        waitingReadsMaximum: 100_000,
        waitingWritesMaximum: 100_000,
        writeMemoryBytesMaximum: 64 * 1024 * 1024,
        attemptsMaximum: 4,
        gathers: true,
        readDeadline: 600_000_000_000,
        writeDeadline: 600_000_000_000,
        writeInterval: 1_000_000_000
    )
}

extension CoalescerState {
    /// A state with the limits of the product and a window of a minute.
    static func forTests(_ configure: (inout CoalescerLimits) -> Void = { _ in }) -> CoalescerState {
        var limits = CoalescerLimits.testing
        configure(&limits)
        let policy = RateLimitPolicy(name: "default", quota: 1200, windowSeconds: 300)
        return CoalescerState(
            limits: limits,
            pacer: RequestPacer(policy: policy, reservePercent: 4, isEnabled: true),
            overlay: WriteOverlay(window: 60_000_000_000),
            retryPolicy: RetryPolicy(random: { 0.5 })
        )
    }
}
