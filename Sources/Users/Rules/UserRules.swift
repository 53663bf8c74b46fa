package import JSON

/// What every stored user must look like; the settings of it, and the checks.
package struct UserRules: Sendable {
    package var emailValidation: EmailValidation
    /// The longest user document, in bytes, after a change.
    package var documentBytesMaximum: Int

    package init(emailValidation: EmailValidation = .html, documentBytesMaximum: Int = 1024 * 1024) {
        self.emailValidation = emailValidation
        self.documentBytesMaximum = documentBytesMaximum
    }

    /// The members with a meaning; all others are the client's own.
    package static let knownMembers = ["id", "email", "preferences", "createdAt", "updatedAt"]

    /// Checks the members that the client chooses.
    func check(_ user: JSONObject) throws(UserViolation) {
        try checkEmail(user["email"])
        if let preferences = user["preferences"], preferences.objectValue == nil {
            throw UserViolation(
                .wrongType,
                pointer: "/preferences",
                detail: "The member \"preferences\" must be an object, not \(preferences.kind)."
            )
        }
    }

    private func checkEmail(_ email: JSONValue?) throws(UserViolation) {
        if emailValidation == .off { return }
        guard let email else {
            throw UserViolation(.invalidEmail, pointer: "/email", detail: "The member \"email\" is missing.")
        }
        guard let address = email.stringValue else {
            throw UserViolation(
                .wrongType,
                pointer: "/email",
                detail: "The member \"email\" must be a string, not \(email.kind)."
            )
        }
        if let problem = emailValidation.problem(in: address) {
            throw UserViolation(.invalidEmail, pointer: "/email", detail: problem)
        }
    }

    /// Refuses members without a meaning, for a caller that asked for it.
    package static func checkMembersAreKnown(_ user: JSONObject) throws(UserViolation) {
        for member in user.members {
            let name = member.name.value
            try checkMemberIsKnown(name, at: JSONPointer(tokens: [name]))
        }
    }

    /// Refuses a patch that sets members without a meaning, for a caller that asked for it.
    package static func checkMembersAreKnown(_ patch: JSONPatch) throws(UserViolation) {
        for (name, pointer) in patch.membersSet { try checkMemberIsKnown(name, at: pointer) }
    }

    private static func checkMemberIsKnown(_ name: String, at pointer: JSONPointer) throws(UserViolation) {
        // Bytes, because Swift's strings are equal where they only look the same.
        if knownMembers.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { return }
        throw UserViolation(
            .unknownField,
            pointer: pointer.description,
            detail: "The member \"\(name)\" is not known."
        )
    }
}
