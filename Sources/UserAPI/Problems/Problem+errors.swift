package import HTTPServer
import JSON
package import KeyValueStore
package import Users

/// The one table from errors to what a client is told.
extension Problem {
    /// What an operation on users could not do.
    package init(_ error: UserError) {
        switch error {
        case .json(let error): self.init(error)
        case .violation(let violation): self.init(violation)
        case .patch(let error): self.init(error)
        case .exists(let user):
            self.init(.userExists, "A user with the id \"\(user.id)\" exists already.")
        case .preconditionFailed(let current):
            self.init(.preconditionFailed, "The user is not in the state that the precondition asks for.")
            if let current {
                self.current = current.json
                fields.append(("ETag", EntityTag(current.contentHash).text))
            }
        case .documentTooLarge(let bytes, let maximum):
            self.init(.payloadTooLarge, "The user would have \(bytes) bytes; at most \(maximum) are allowed.")
        case .notAUser(let id):
            self.init(.corruptUser, "What is stored for the user \"\(id)\" is not a JSON object.")
        case .contended:
            self.init(
                .contended,
                "Others kept changing the user at the same time. Try again.",
                fields: [("Retry-After", "1")]
            )
        case .invalidCursor:
            self.init(.invalidCursor, "The cursor is not one that was given for this listing.")
        case .store(let error): self.init(error)
        }
    }

    /// What the store could not do; the reason is for the log, not for the client.
    package init(_ error: KVError) {
        switch error {
        case .invalidKey, .metadataTooLarge, .invalidListLimit, .corrupt:
            self.init(.internalError, "The server could not handle the request.")
        case .valueTooLarge(let bytes):
            self.init(
                .payloadTooLarge,
                "The user would have \(bytes) bytes; at most \(KVLimits.valueBytesMaximum) are allowed."
            )
        case .invalidExpiration(let text): self.init(.invalidExpiration, text)
        case .invalidCursor:
            self.init(.invalidCursor, "The cursor is not one that was given for this listing.")
        case .overloaded(let retryAfter):
            self.init(.overloaded, "Nothing was changed. Try again later.", retryAfter: retryAfter)
        case .unavailable(_, let retryAfter):
            self.init(.backendUnavailable, "Nothing was changed. Try again later.", retryAfter: retryAfter)
        case .timedOut: self.init(.backendTimeout, "The store did not answer in time.")
        case .outcomeUnknown:
            self.init(.outcomeUnknown, "The store did not answer; the write may have happened or not.")
        case .rejected: self.init(.backendRejected, "The store refused; an operator has to look at it.")
        case .closed: self.init(.shuttingDown, "The server is shutting down.", retryAfter: .seconds(1))
        }
    }

    /// Why the server refused a request before any route saw it.
    package init(_ error: RequestError) {
        switch error {
        case .malformed(let text): self.init(.invalidRequest, text)
        case .targetTooLong: self.init(.uriTooLong, "The request line is too long.")
        case .headTooLarge: self.init(.headersTooLarge, "The header fields are too long or too many.")
        case .contentTooLarge(let limit):
            self.init(.payloadTooLarge, "At most \(limit) bytes of content are taken here.")
        case .versionNotSupported: self.init(.versionNotSupported, "HTTP/1.1 and HTTP/1.0 are spoken here.")
        case .transferCodingNotSupported:
            self.init(.notImplemented, "The only transfer coding understood here is chunked.")
        case .expectationFailed:
            self.init(.expectationFailed, "The only expectation met here is 100-continue.")
        case .timedOut: self.init(.requestTimeout, "The request did not arrive in time.")
        case .tooManyConnections:
            self.init(.overloaded, "There are too many connections.", retryAfter: .seconds(1))
        }
    }

    private init(_ code: ProblemCode, _ detail: String, retryAfter: Duration?) {
        let seconds = max(
            1,
            retryAfter.map { $0.components.seconds + ($0.components.attoseconds > 0 ? 1 : 0) } ?? 1
        )
        self.init(code, detail, fields: [("Retry-After", "\(seconds)")])
    }

    private init(_ error: JSONError) {
        let code: ProblemCode =
            switch error.reason {
            case .duplicateMember: .duplicateMember
            case .invalidUTF8: .invalidUTF8
            case .tooDeep: .tooDeep
            case .tooLarge: .payloadTooLarge
            default: .invalidJSON
            }
        self.init(code, error.description)
    }

    private init(_ violation: UserViolation) {
        let code: ProblemCode =
            switch violation.rule {
            case .wrongType: .wrongType
            case .invalidID: .invalidUserID
            case .invalidEmail: .invalidEmail
            case .immutableField: .immutableField
            case .unknownField: .unknownField
            }
        self.init(
            code,
            violation.detail,
            errors: [Detail(detail: violation.detail, pointer: violation.pointer)]
        )
    }

    private init(_ error: JSONPatchError) {
        switch error.reason {
        case .malformedDocument, .tooManyOperations, .tooDeep: self.init(.invalidPatch, error.description)
        case .tooLarge, .tooManySteps: self.init(.payloadTooLarge, error.description)
        case .targetNotFound, .testFailed: self.init(.patchConflict, error.description)
        }
        if let index = error.operationIndex {
            errors = [Detail(detail: error.description, pointer: "/\(index)")]
        }
    }
}
