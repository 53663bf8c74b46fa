/// The writes of one key that are not acknowledged yet, oldest first.
struct WriteSlot {
    /// Writes that come to nothing, by what may be said of them.
    struct Failures {
        /// Their own try failed or their time is over.
        var failed: [PendingWrite] = []
        /// They build on one that failed; an earlier try of theirs may have been sent all the same.
        var dependent: [PendingWrite] = []
        /// Their time is over, but they are on their way still; told, not forgotten.
        var told: [PendingWrite] = []

        /// Those that no longer wait.
        var all: [PendingWrite] { failed + dependent }

        mutating func append(_ other: Failures) {
            failed += other.failed
            dependent += other.dependent
            told += other.told
        }
    }

    /// On their way: the last one is in the request, the others are replaced by it.
    var sent: [PendingWrite] = []
    /// The last one goes next, the others are replaced by it.
    var queued: [PendingWrite] = []
    /// Failed tries of what is first in line.
    var attempts = 0

    var isEmpty: Bool { sent.isEmpty && queued.isEmpty }

    mutating func watchNewest(_ watcher: CallSlot) {
        if !queued.isEmpty {
            queued[queued.count - 1].watchers.append(watcher)
        } else if !sent.isEmpty {
            sent[sent.count - 1].watchers.append(watcher)
        }
    }

    mutating func send() {
        sent = queued
        queued = []
    }

    /// Puts what was on its way back in front of what came since.
    mutating func unsend() {
        queued = sent + queued
        sent = []
    }

    mutating func noteFailedTry(mayHaveHappened: Bool) {
        guard mayHaveHappened else { return }
        for index in sent.indices { sent[index].mayHaveHappened = true }
    }

    /// Gives up what is on its way, and what builds on it.
    mutating func failSent() -> Failures {
        var failures = Failures(failed: sent)
        sent = []
        failures.dependent = takeDependents(from: 0)
        return failures
    }

    /// Takes out what is too late.
    mutating func expire(now: Int64) -> Failures {
        var failures = Failures()
        for index in sent.indices where sent[index].deadline <= now && sent[index].caller != nil {
            failures.told.append(sent[index])
            sent[index].caller = nil
        }
        while let index = queued.firstIndex(where: { $0.deadline <= now }) {
            failures.failed.append(queued.remove(at: index))
            failures.dependent += takeDependents(from: index)
        }
        return failures
    }

    mutating func removeQueued() -> Failures {
        defer { queued = [] }
        return Failures(failed: queued)
    }

    /// The writes from a position on that build on the one before it.
    private mutating func takeDependents(from index: Int) -> [PendingWrite] {
        let end = queued[index...].firstIndex { !$0.dependsOnPredecessor } ?? queued.count
        defer { queued.removeSubrange(index..<end) }
        return Array(queued[index..<end])
    }
}
