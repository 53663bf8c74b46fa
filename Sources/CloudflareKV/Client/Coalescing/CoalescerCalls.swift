import KeyValueStore

/// A call of one or many parts that waits until each of them has an answer.
struct CoalescerCall<Answer: Sendable>: Sendable {
    private var answers: [Answer?]
    private var remaining: Int
    private let continuation: CheckedContinuation<[Answer], Never>

    init(count: Int, continuation: CheckedContinuation<[Answer], Never>) {
        answers = Array(repeating: nil, count: count)
        remaining = count
        self.continuation = continuation
    }

    /// Takes in one answer; what to resume where it was the last.
    mutating func take(_ answer: Answer, at index: Int) -> CoalescerResumption? {
        precondition(answers[index] == nil, "a part of a call is answered once")
        answers[index] = answer
        remaining -= 1
        if remaining > 0 { return nil }
        let continuation = continuation
        let all = answers.compactMap { $0 }
        return CoalescerResumption { continuation.resume(returning: all) }
    }
}

/// A caller that can go on, once the lock is released.
struct CoalescerResumption: Sendable {
    let resume: @Sendable () -> Void
}

/// A `CoalescerState` and the callers that wait for it; what the coalescer's lock guards.
struct CoalescerCalls: Sendable {
    /// What is left to do when the lock is released.
    struct Effects: Sendable {
        var resumptions: [CoalescerResumption] = []
        var batches: [UpstreamBatch] = []
        var keysToReadAlone: [KVKey] = []
        /// When the state wants to be stepped again; nil where a timer does so already.
        var wakeTime: Int64?
    }

    var state: CoalescerState
    var reads: [UInt64: CoalescerCall<Result<KVEntry?, KVError>>] = [:]
    var writes: [UInt64: CoalescerCall<WriteAnswer>] = [:]
    var permits: [UInt64: CheckedContinuation<Result<Int64, KVError>, Never>] = [:]
    /// The earliest time at which the timer will call.
    var scheduledWake: Int64?
    private var nextIdentifier: UInt64 = 0

    init(state: CoalescerState) {
        self.state = state
    }

    mutating func makeIdentifier() -> UInt64 {
        nextIdentifier += 1
        return nextIdentifier
    }

    /// Lets the state do what is due and collects what follows from it.
    mutating func step(now: Int64) -> Effects {
        var effects = Effects()
        let next = state.step(now: now)
        for action in state.takeActions() { carryOut(action, &effects) }
        if let next, next < scheduledWake ?? .max {
            scheduledWake = next
            effects.wakeTime = next
        }
        return effects
    }

    private mutating func carryOut(_ action: CoalescerAction, _ effects: inout Effects) {
        switch action {
        case .send(let batch): effects.batches.append(batch)
        case .readAlone(let key): effects.keysToReadAlone.append(key)
        case .answerRead(let slot, let result):
            if let resumption = reads[slot.call]?.take(result, at: slot.index) {
                reads[slot.call] = nil
                effects.resumptions.append(resumption)
            }
        case .answerWrite(let slot, let answer):
            if let resumption = writes[slot.call]?.take(answer, at: slot.index) {
                writes[slot.call] = nil
                effects.resumptions.append(resumption)
            }
        case .grantPermit(let identifier, let departed):
            resumePermit(identifier, .success(departed), &effects)
        case .denyPermit(let identifier, let error): resumePermit(identifier, .failure(error), &effects)
        }
    }

    private mutating func resumePermit(
        _ identifier: UInt64,
        _ result: Result<Int64, KVError>,
        _ effects: inout Effects
    ) {
        guard let continuation = permits.removeValue(forKey: identifier) else { return }
        effects.resumptions.append(CoalescerResumption { continuation.resume(returning: result) })
    }
}
