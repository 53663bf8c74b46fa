/// One caller's change of a user, and where its answer goes.
struct UpdateSlot: Sendable {
    /// The user after the change, nil where there is none.
    typealias Answer = Result<User?, UserError>

    let change: UserChange
    let precondition: UserPrecondition
    let expiry: UserExpiry
    private let completion: @Sendable (Answer) -> Void

    /// - Parameter completion: called once, from anywhere.
    init(
        change: UserChange,
        precondition: UserPrecondition,
        expiry: UserExpiry,
        completion: @escaping @Sendable (Answer) -> Void
    ) {
        self.change = change
        self.precondition = precondition
        self.expiry = expiry
        self.completion = completion
    }

    /// Gives the answer, once.
    func answer(_ answer: Answer) { completion(answer) }
}
