/// The operations of the interface.
enum Operations {
    private typealias Parameter = OperationDescription.Parameter
    private typealias Content = OperationDescription.Content

    /// What every route can answer: the request itself is at fault, the caller, or the store behind.
    static let sharedProblems: [ProblemCode] = [
        .invalidRequest, .invalidPath, .unauthorized, .methodNotAllowed, .requestTimeout, .uriTooLong,
        .headersTooLarge, .expectationFailed, .internalError, .notImplemented, .versionNotSupported,
    ]

    /// Request fields that every route looks at.
    static let sharedParameters = [
        OperationDescription.Parameter(
            name: "X-Request-Id",
            place: .header,
            description:
                "Identifies the request in the answer and in the log. One that is absent, longer than 128 characters, "
                + "or of others than letters, digits and . _ ~ : + / = - is replaced.",
            schema: #"{"type":"string","examples":["7f3c-1"]}"#
        ),
        OperationDescription.Parameter(
            name: "traceparent",
            place: .header,
            description:
                "The trace that the request belongs to (W3C Trace Context), for the log; ignored where it is invalid.",
            schema:
                #"{"type":"string","examples":["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"]}"#
        ),
    ]
    /// How content may be coded; no parameter, because a schema cannot say that the content has to fit it.
    static let contentCodingDescription =
        "As it is, or coded with gzip and marked by Content-Encoding: gzip."

    private static let storeProblems: [ProblemCode] = [
        .backendRejected, .backendUnavailable, .overloaded, .shuttingDown, .backendTimeout,
    ]
    private static let contentProblems: [ProblemCode] = [
        .invalidJSON, .duplicateMember, .invalidUTF8, .tooDeep, .payloadTooLarge, .unsupportedMediaType,
        .wrongType,
    ]
    private static let changeProblems: [ProblemCode] =
        storeProblems + contentProblems + [
            .invalidQuery, .invalidExpiration, .notAcceptable, .preconditionFailed, .preconditionRequired,
            .invalidEmail, .immutableField, .unknownField, .userNotFound, .contended, .corruptUser,
            .outcomeUnknown,
        ]

    // MARK: Parameters

    private static let id = Parameter(
        name: "id",
        place: .path,
        description: "The user.",
        schema: OpenAPISchemas.reference("UserID")
    )
    private static let expiry = [
        Parameter(
            name: "expiration_ttl",
            place: .query,
            description: "Seconds until the user ceases to exist; wins over expiration.",
            schema: #"{"type":"integer","minimum":60,"examples":[3600]}"#
        ),
        Parameter(
            name: "expiration",
            place: .query,
            description: "When the user ceases to exist, in seconds since 1970, at least 60 ahead.",
            schema: #"{"type":"integer","maximum":253402300799,"examples":[4102444800]}"#
        ),
    ]
    /// The schema of a list of entity tags, or `*`.
    private static func tagList(example: String) -> String {
        #"{"type":"string","pattern":"^(\\*|[ ,]*(W/)?\"[!#-~]*\"([ ]*,[ ,]*(W/)?\"[!#-~]*\")*[ ,]*)$","#
            + "\"examples\":[\(example)]}"
    }
    private static let ifMatch = Parameter(
        name: "If-Match",
        place: .header,
        description: "Change only a representation with one of these entity tags.",
        schema: tagList(example: #""*""#)
    )
    private static let ifNoneMatch = Parameter(
        name: "If-None-Match",
        place: .header,
        description: "Answer 304, or change nothing, where the representation has one of these entity tags.",
        schema: tagList(example: #""\"00000000000000000000000000000000\"""#)
    )
    private static let noneMatches = Parameter(
        name: "If-Match",
        place: .header,
        description: "Never holds of a user that is to be made; the answer shows the one that there is.",
        schema: tagList(example: #""*""#)
    )
    private static let createOnly = Parameter(
        name: "If-None-Match",
        place: .header,
        description: "Create only; the value * says what is so anyway, and any other fails.",
        schema: #"{"type":"string","enum":["*"]}"#
    )
    private static let prefer = Parameter(
        name: "Prefer",
        place: .header,
        description: "return=minimal leaves out the representation; handling=strict refuses unknown members.",
        schema: #"{"type":"string","examples":["return=representation"]}"#
    )
    private static let idempotencyKey = Parameter(
        name: "Idempotency-Key",
        place: .header,
        description:
            "Repeats with the same key, content, caller and Prefer get the first answer again, for a day; "
            + "a batch with a key has at most \(IdempotencyGuard.batchItemsMaximum) items and "
            + "\(IdempotencyGuard.batchBytesMaximum) bytes.",
        schema:
            ##"{"type":"string","pattern":"^(\"[!#-+\\--\\[\\]-~]{1,255}\"|[!#-+\\--\\[\\]-~]{1,255})$"}"##
    )
    private static let cacheControl = Parameter(
        name: "Cache-Control",
        place: .header,
        description:
            "no-cache, no-store, max-age and only-if-cached, as RFC 9111 says, for the cache in front of the store.",
        schema: #"{"type":"string","examples":["no-cache","max-age=10"]}"#
    )

    // MARK: Contents and answers

    private static func json(_ schema: String) -> Content {
        Content(type: MediaType.json, schema: OpenAPISchemas.reference(schema))
    }

    private static let lines = Content(type: MediaType.ndjson, schema: #"{"type":"string"}"#)
    private static let userFields = ["ETag", "Cache-Status", "Expiration"]
    private static let changeFields = userFields + ["Userkv-Atomicity", "Preference-Applied"]
    private static let changed: [OperationDescription.Answer] = [
        .init(
            status: 200,
            description: "The user as stored now.",
            content: [json("User")],
            fields: changeFields
        ),
        .init(
            status: 204,
            description: "Done; the client preferred no representation.",
            fields: changeFields
        ),
    ]
    /// Results of a batch that writes, perhaps once for a key.
    private static let writeResults = results.map { answer in
        var answer = answer
        answer.fields += ["Cache-Status", "Idempotent-Replayed"]
        return answer
    }
    private static let results: [OperationDescription.Answer] = [
        .init(
            status: 200,
            description: "A result for each item, in order.",
            content: [json("BatchResults"), lines],
            fields: ["Vary", "Content-Encoding"]
        )
    ]

    // MARK: Users

    static let getUser = OperationDescription(
        id: "getUser",
        summary: "Read a user",
        parameters: [id, ifMatch, ifNoneMatch, cacheControl],
        answers: [
            .init(
                status: 200,
                description: "The user, byte for byte as stored.",
                content: [json("User")],
                fields: userFields + ["Age"]
            ),
            .init(
                status: 304,
                description: "The client has this representation.",
                fields: userFields + ["Age"]
            ),
        ],
        problems: storeProblems + [
            .invalidQuery, .notAcceptable, .userNotFound, .preconditionFailed, .corruptUser, .notCached,
        ]
    )
    static let createUser = OperationDescription(
        id: "createUser",
        summary: "Create a user",
        parameters: expiry + [createOnly, noneMatches, prefer, idempotencyKey],
        requestContent: [json("NewUser")],
        answers: [
            .init(
                status: 201,
                description: "The new user.",
                content: [json("User")],
                fields: changeFields + ["Location", "Idempotent-Replayed"]
            )
        ],
        problems: storeProblems + contentProblems + [
            .invalidQuery, .invalidExpiration, .notAcceptable, .userExists, .preconditionFailed,
            .invalidUserID,
            .invalidEmail, .unknownField, .outcomeUnknown, .idempotencyInProgress, .idempotencyKeyReused,
        ]
    )
    static let updateUser = OperationDescription(
        id: "updateUser",
        summary: "Set members of a user",
        parameters: [id] + expiry + [ifMatch, ifNoneMatch, prefer],
        requestContent: [json("UserChange")],
        answers: changed,
        problems: changeProblems
    )
    static let patchUser = OperationDescription(
        id: "patchUser",
        summary: "Patch a user",
        parameters: [id] + expiry + [ifMatch, ifNoneMatch, prefer],
        requestContent: [
            Content(type: MediaType.mergePatch, schema: OpenAPISchemas.reference("UserChange")),
            json("UserChange"),
            Content(type: MediaType.jsonPatch, schema: OpenAPISchemas.reference("JSONPatch")),
        ],
        answers: changed,
        problems: changeProblems + [.invalidPatch, .patchConflict]
    )
    static let deleteUser = OperationDescription(
        id: "deleteUser",
        summary: "Delete a user",
        parameters: [id, ifMatch, ifNoneMatch],
        answers: [
            .init(
                status: 204,
                description: "There is no such user now.",
                fields: ["Cache-Status", "Userkv-Atomicity"]
            )
        ],
        problems: storeProblems + [
            .invalidQuery, .preconditionFailed, .preconditionRequired, .contended, .outcomeUnknown,
        ]
    )
    static let listUsers = OperationDescription(
        id: "listUsers",
        summary: "List users in key order",
        parameters: [
            Parameter(
                name: "prefix",
                place: .query,
                description: "The beginning of the ids.",
                schema: #"{"type":"string","pattern":"^([A-Za-z0-9][A-Za-z0-9._~@:+-]{0,127})?$"}"#
            ),
            Parameter(
                name: "limit",
                place: .query,
                description: "Users on a page; a page may have fewer.",
                schema: #"{"type":"integer","minimum":1,"maximum":1000,"default":100}"#
            ),
            Parameter(
                name: "cursor",
                place: .query,
                description: "The cursor of the page before, of the same listing.",
                schema: #"{"type":"string","pattern":"^[A-Za-z0-9_-]{24,4096}$"}"#
            ),
            Parameter(
                name: "fields",
                place: .query,
                description: "The members wanted, separated by commas.",
                schema:
                    #"{"type":"string","pattern":"^[^,\\u0000]+(,[^,\\u0000]+){0,49}$","examples":["id,email"]}"#
            ),
            cacheControl,
        ],
        answers: [
            .init(
                status: 200,
                description: "A page; as lines, the whole collection.",
                content: [json("UserPage"), lines],
                fields: ["Link", "Cache-Status", "Vary", "Content-Encoding"]
            )
        ],
        problems: storeProblems + [.invalidQuery, .invalidCursor, .notAcceptable, .notCached]
    )

    // MARK: Batches

    static let batchGetUsers = OperationDescription(
        id: "batchGetUsers",
        summary: "Read up to 1,000 users",
        requestContent: [json("IDs")],
        answers: results,
        problems: contentProblems + [.invalidQuery, .notAcceptable]
    )
    static let batchCreateUsers = OperationDescription(
        id: "batchCreateUsers",
        summary: "Create users from an array or from lines, of any number",
        parameters: [
            Parameter(
                name: "on_conflict",
                place: .query,
                description: "What to do about an id that is taken.",
                schema: #"{"type":"string","enum":["fail","skip","replace"],"default":"fail"}"#
            )
        ] + expiry + [idempotencyKey],
        requestContent: [
            Content(
                type: MediaType.json,
                schema: ##"{"type":"array","items":{"$ref":"#/components/schemas/NewUser"}}"##
            ),
            lines,
        ],
        answers: writeResults,
        problems: contentProblems + storeProblems + [
            .invalidQuery, .invalidExpiration, .notAcceptable, .idempotencyInProgress, .idempotencyKeyReused,
        ]
    )
    static let batchDeleteUsers = OperationDescription(
        id: "batchDeleteUsers",
        summary: "Delete up to 1,000 users",
        parameters: [idempotencyKey],
        requestContent: [json("IDs")],
        answers: writeResults,
        problems: contentProblems + storeProblems + [
            .invalidQuery, .notAcceptable, .idempotencyInProgress, .idempotencyKeyReused,
        ]
    )

    // MARK: The service

    static func document(_ id: String, _ summary: String, type: String, problems: Bool = false)
        -> OperationDescription
    {
        var operation = OperationDescription(
            id: id,
            summary: summary,
            answers: [
                .init(
                    status: 200,
                    description: summary,
                    content: [
                        Content(type: type, schema: type == MediaType.json ? "{}" : #"{"type":"string"}"#)
                    ]
                )
            ]
        )
        if problems {
            operation.answers.append(
                .init(status: 503, description: "Not ready.", content: [json("Status")])
            )
        }
        return operation
    }
}
