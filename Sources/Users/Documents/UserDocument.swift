package import JSON

/// The JSON object of a user, and how it comes into being and changes.
///
/// The members `id`, `createdAt` and `updatedAt` belong to the server. Times are milliseconds since 1970. Everything
/// else is the client's: order, unknown members and the text of numbers and strings stay as they were sent.
package struct UserDocument: Sendable {
    package private(set) var object: JSONObject
    /// The identifier, where it is known to be in order; it never changes.
    private var checkedID: UserID?

    package var bytes: [UInt8] { JSONValue.object(object).bytes }

    /// Reads a stored value; nil where it is not a JSON object, which somebody else must have stored.
    init?(stored value: [UInt8]) {
        guard case .object(let object)? = try? JSONParser.parse(value, limits: .stored) else { return nil }
        self.object = object
    }

    /// Makes the document of a new user from what a client sent.
    ///
    /// A missing `id` is made up by the server and comes first; missing `preferences` are empty; times are the server's.
    package init(
        creating sent: consuming JSONObject,
        rules: UserRules,
        nowMilliseconds now: Int64
    ) throws(UserViolation) {
        var object = sent
        object.reserveCapacity(additional: Self.serverMembers)
        if !object.contains("id") {
            object.insertFirst(name: "id", value: JSONValue(UUIDv7.make(milliseconds: now)))
        }
        try rules.check(object)
        if !object.contains("preferences") { object["preferences"] = .object(JSONObject()) }
        let time = JSONValue(now)
        object["createdAt"] = time
        object["updatedAt"] = time
        self.object = object
        checkedID = try id()
    }

    /// How many members the server may add: `id`, `preferences`, `createdAt` and `updatedAt`.
    private static let serverMembers = 4

    /// The identifier that the document names.
    package func id() throws(UserViolation) -> UserID {
        if let checkedID { return checkedID }
        return try Self.id(object["id"])
    }

    /// The identifier that a member, if there is one, stands for.
    static func id(_ member: JSONValue?) throws(UserViolation) -> UserID {
        guard let text = member?.stringValue else {
            throw UserViolation(
                .wrongType,
                pointer: "/id",
                detail: "The member \"id\" must be a string, not \(member?.kind ?? "absent")."
            )
        }
        guard let id = UserID(text) else {
            throw UserViolation(
                .invalidID,
                pointer: "/id",
                detail:
                    "An id has 1 to \(UserID.bytesMaximum) characters: a letter or digit, then letters, digits "
                    + "and . _ ~ @ : + -"
            )
        }
        return id
    }

    /// The document after a change, with the server's members set right.
    func applying(
        _ change: UserChange,
        id: UserID,
        rules: UserRules,
        nowMilliseconds now: Int64
    ) throws(UserError) -> UserDocument {
        var changed = try change.apply(to: object)
        do throws(UserViolation) {
            try keepServerMembers(in: &changed, id: id, timesAreFixed: change.refusesOtherTimes)
            changed["updatedAt"] = JSONValue(now)
            if changed["preferences"] == nil, object["preferences"] != nil {
                // As for a new user: none are no preferences, and every user has the member.
                changed["preferences"] = .object(JSONObject())
            }
            try rules.check(changed)
        } catch {
            throw .violation(error)
        }
        var document = self
        document.object = changed
        return document
    }

    private func keepServerMembers(
        in changed: inout JSONObject,
        id: UserID,
        timesAreFixed: Bool
    ) throws(UserViolation) {
        let expected = object["id"] ?? JSONValue(id.text)
        guard let sent = changed["id"], sent.isEquivalent(to: expected) else {
            throw UserViolation(
                .immutableField,
                pointer: "/id",
                detail: "The member \"id\" cannot change; here it is \"\(id)\"."
            )
        }
        for name in ["createdAt", "updatedAt"] {
            let stored = object[name]
            let isSame =
                switch (changed[name], stored) {
                case (nil, nil): true
                case (let sent?, let stored?): sent.isEquivalent(to: stored)
                default: false
                }
            if isSame { continue }
            if timesAreFixed {
                throw UserViolation(
                    .immutableField,
                    pointer: "/\(name)",
                    detail: "The member \"\(name)\" belongs to the server and cannot change."
                )
            }
            changed[name] = stored
        }
    }
}

extension JSONLimits {
    /// What others may have stored is read with more room than what is taken in.
    static let stored = JSONLimits(maximumDepth: JSONLimits.depthCeiling)
}
