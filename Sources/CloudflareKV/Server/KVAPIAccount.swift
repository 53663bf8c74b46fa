/// The one account that a service serves.
package struct KVAPIAccount: Sendable {
    /// 32 hexadecimal digits.
    package let id: String
    let token: KVAPIToken

    /// An account, or nil where the id is not 32 hexadecimal digits in lower case.
    package init?(id: String, token: KVAPIToken) {
        guard KVAPIPath.isIdentifier(id.utf8), id.lowercased() == id else { return nil }
        self.id = id
        self.token = token
    }

    /// Checks who asks, before anything else of the request is looked at.
    func authenticate(_ request: KVAPIRequest) throws(KVAPIFailure) {
        if request.repeatsAuthorization { throw .missingCredentials }
        guard let authorization = request.header("authorization") else {
            // The legacy pair is understood, but there is no key that it could match.
            let hasKeyPair = request.header("x-auth-key") != nil && request.header("x-auth-email") != nil
            throw hasKeyPair ? .authentication : .missingCredentials
        }
        let scheme = "bearer "
        guard authorization.utf8.count > scheme.utf8.count,
            authorization.prefix(scheme.count).lowercased() == scheme
        else { throw .missingCredentials }
        guard token.matches(authorization.utf8.dropFirst(scheme.utf8.count)) else { throw .authentication }
    }

    /// Checks the account that a path names.
    func authorize(_ accountID: String) throws(KVAPIFailure) {
        guard accountID == id else { throw .authentication }
    }
}
