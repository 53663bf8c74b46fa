import KeyValueStore
import KeyValueStoreTesting

@testable import Users

/// The two ways of changing a user, which mean the same.
enum UpdateWay: CaseIterable {
    case task
    case callback

    func update(
        _ id: UserID,
        _ change: UserChange,
        precondition: UserPrecondition = .none,
        expiry: UserExpiry = .unchanged,
        in operations: KVOperations
    ) async throws(UserError) -> User? {
        switch self {
        case .task:
            return try await operations.updateUser(id, change, precondition: precondition, expiry: expiry)
        case .callback:
            let queue = CallbackQueue()
            return try await withCheckedContinuation { caller in
                operations.updateUser(
                    id,
                    change,
                    precondition: precondition,
                    expiry: expiry,
                    on: queue
                ) { caller.resume(returning: $0) }
            }.get()
        }
    }
}
