import KeyValueStore
import Synchronization

/// The changes of users that wait for a turn, by user.
///
/// While one write of a user is under way, the changes that come gather here and then become one write together. Over a
/// store that takes one write per key and second this is what lets a user change more often than that; over any store
/// nobody starves.
final class UpdateQueue: Sendable {
    /// Changes that go into one write.
    static let batchMaximum = 64
    /// Changes of one user that may wait.
    static let waitingMaximum = 1000

    /// What became of a change that came.
    enum Admission {
        /// Nobody works on the user: the caller has to, and begins with this change, which does not wait.
        case run
        /// Somebody does, and will take the change along.
        case waits
        case refused
    }

    /// A user is present while somebody works on it.
    private let waiting = Mutex<[KVKey: [UpdateSlot]]>([:])

    func add(_ slot: UpdateSlot, for key: KVKey) -> Admission {
        waiting.withLock { waiting in
            guard let index = waiting.index(forKey: key) else {
                waiting[key] = []
                return .run
            }
            if waiting.values[index].count >= Self.waitingMaximum { return .refused }
            waiting.values[index].append(slot)
            return .waits
        }
    }

    /// Changes of a user that wait now.
    func waitingCount(for key: KVKey) -> Int { waiting.withLock { $0[key]?.count ?? 0 } }

    /// The next changes of a user, in the order they came.
    ///
    /// None means that the work is done: the next change that comes has to be run by its caller.
    func next(for key: KVKey) -> [UpdateSlot] {
        waiting.withLock { waiting in
            guard let index = waiting.index(forKey: key) else { return [] }
            let slots = waiting.values[index]
            if slots.isEmpty {
                waiting.remove(at: index)
                return []
            }
            waiting.values[index] = Array(slots.dropFirst(Self.batchMaximum))
            return slots.count <= Self.batchMaximum ? slots : Array(slots.prefix(Self.batchMaximum))
        }
    }

    /// Ends the work on a user where nothing waits; true where something does.
    func goesOn(for key: KVKey) -> Bool {
        waiting.withLock { waiting in
            guard let index = waiting.index(forKey: key) else { return false }
            if !waiting.values[index].isEmpty { return true }
            waiting.remove(at: index)
            return false
        }
    }
}
