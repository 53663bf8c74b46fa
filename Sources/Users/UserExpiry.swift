/// What a write does about the time at which the user ceases to exist.
package enum UserExpiry: Hashable, Sendable {
    /// An update keeps what was set; a new user never expires.
    case unchanged
    /// Sets it, in whole seconds since 1970; nil for never. Checked by `KVExpiration` where a caller chose it.
    case at(Int64?)

    func resolved(current: Int64?) -> Int64? {
        switch self {
        case .unchanged: current
        case .at(let seconds): seconds
        }
    }
}
