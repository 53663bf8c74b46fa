/// Why a store could not do what it was asked.
///
/// Absence and failed conditions are results, not errors. A case says what the caller may conclude about a write:
/// only after `outcomeUnknown` may it have happened.
package enum KVError: Error, Hashable, Sendable {
    /// The bytes are not a key.
    case invalidKey(KVKeyProblem)
    /// The value is longer than `KVLimits.valueBytesMaximum`.
    case valueTooLarge(bytes: Int)
    /// The metadata is longer than `KVLimits.metadataBytesMaximum`.
    case metadataTooLarge(bytes: Int)
    /// The expiration breaks a rule that the text names.
    case invalidExpiration(String)
    /// The page size is not in 1...1000.
    case invalidListLimit(Int)
    /// The cursor is not one that this store gave for this listing.
    case invalidCursor
    /// A bounded queue is full; nothing happened. Try again after the given time.
    case overloaded(retryAfter: Duration)
    /// The store cannot be reached or refuses to work for now; nothing happened.
    case unavailable(reason: String, retryAfter: Duration?)
    /// The deadline passed before an answer to a read came.
    case timedOut
    /// A write was sent and its answer never came: it may have happened or not.
    case outcomeUnknown(reason: String)
    /// The store refuses for good until an operator acts: credentials, configuration, a missing namespace.
    case rejected(reason: String)
    /// What is stored is damaged or not ours.
    case corrupt(reason: String)
    /// The store was closed.
    case closed
}

extension KVError: CustomStringConvertible {
    /// A sentence for logs and operators; holds no secret and no value.
    package var description: String {
        switch self {
        case .invalidKey(.empty): "Key name cannot be empty."
        case .invalidKey(.reservedName): "\".\" and \"..\" are not allowed as a key name."
        case .invalidKey(.tooLong(let bytes)):
            "UTF-8 encoded length of \(bytes) exceeds key length limit of \(KVLimits.keyBytesMaximum)."
        case .invalidKey(.invalidUTF8): "Key name is not valid UTF-8."
        case .valueTooLarge(let bytes):
            "Value length of \(bytes) exceeds limit of \(KVLimits.valueBytesMaximum)."
        case .metadataTooLarge(let bytes):
            "Metadata length of \(bytes) exceeds limit of \(KVLimits.metadataBytesMaximum)."
        case .invalidExpiration(let text): text
        case .invalidListLimit(let limit):
            "Invalid limit of \(limit). Please specify an integer from 1 to \(KVLimits.listPageItemsMaximum)."
        case .invalidCursor: "The cursor is not one that was given for this listing."
        case .overloaded: "Too much is waiting for the store."
        case .unavailable(let reason, _): "The store is not available: \(reason)."
        case .timedOut: "The store did not answer in time."
        case .outcomeUnknown(let reason): "It is unknown whether the write happened: \(reason)."
        case .rejected(let reason): "The store refuses: \(reason)."
        case .corrupt(let reason): "Stored data is damaged: \(reason)."
        case .closed: "The store is closed."
        }
    }
}
