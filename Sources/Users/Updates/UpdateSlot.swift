/// One caller's change of a user, and where its answer goes.
struct UpdateSlot: Sendable {
    /// The user after the change, nil where there is none.
    typealias Answer = Result<User?, UserError>

    let change: UserChange
    let precondition: UserPrecondition
    let expiry: UserExpiry
    /// Gives the answer, once and from anywhere.
    let answer: @Sendable (Answer) -> Void
}
