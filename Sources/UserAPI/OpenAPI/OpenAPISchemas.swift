/// The named parts of the OpenAPI document, as JSON text.
enum OpenAPISchemas {
    /// JSON Schemas under `#/components/schemas`.
    static let schemas: [(name: String, text: String)] = [
        (
            "UserID",
            #"{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._~@:+-]{0,127}$","examples":["u1"]}"#
        ),
        ("Email", #"{"type":"string","format":"email","maxLength":254,"examples":["u1@example.com"]}"#),
        ("Milliseconds", #"{"type":"integer","description":"Milliseconds since 1970.","minimum":0}"#),
        (
            "NewUser",
            """
            {"type":"object","required":["email"],"properties":{"id":{"$ref":"#/components/schemas/UserID"},\
            "email":{"$ref":"#/components/schemas/Email"},"preferences":{"type":"object"}},\
            "description":"Unknown members are kept as they are. createdAt and updatedAt are the server's."}
            """
        ),
        (
            "UserChange",
            """
            {"type":"object","properties":{"email":{"$ref":"#/components/schemas/Email"},\
            "preferences":{"type":"object"}},"description":"Members given replace those of the same name. \
            A member id must be the stored one; createdAt and updatedAt are ignored."}
            """
        ),
        (
            "User",
            """
            {"type":"object","required":["id","createdAt","updatedAt"],"properties":{\
            "id":{"$ref":"#/components/schemas/UserID"},"email":{},"preferences":{"type":"object"},\
            "createdAt":{"$ref":"#/components/schemas/Milliseconds"},\
            "updatedAt":{"$ref":"#/components/schemas/Milliseconds"}}}
            """
        ),
        (
            "UserPage",
            """
            {"type":"object","required":["users","cursor"],"properties":{"users":{"type":"array",\
            "items":{"type":"object"}},"cursor":{"type":["string","null"],\
            "description":"Where the next page begins; null at the end."}}}
            """
        ),
        (
            "IDs",
            """
            {"type":"object","required":["ids"],"additionalProperties":false,"properties":{"ids":{"type":"array",\
            "minItems":1,"maxItems":1000,"items":{"type":"string"}}}}
            """
        ),
        ("JSONPointer", #"{"type":"string","pattern":"^(/([^/~]|~[01])*)*$","examples":["/preferences"]}"#),
        (
            "JSONPatch",
            """
            {"type":"array","items":{"oneOf":[\
            {"type":"object","required":["op","path","value"],"properties":{"op":{"enum":["add","replace","test"]},\
            "path":{"$ref":"#/components/schemas/JSONPointer"},"value":{}}},\
            {"type":"object","required":["op","path"],"properties":{"op":{"enum":["remove"]},\
            "path":{"allOf":[{"$ref":"#/components/schemas/JSONPointer"},{"minLength":1}]}}},\
            {"type":"object","required":["op","path","from"],"properties":{"op":{"enum":["move","copy"]},\
            "path":{"$ref":"#/components/schemas/JSONPointer"},"from":{"$ref":"#/components/schemas/JSONPointer"}}}]}}
            """
        ),
        (
            "BatchResults",
            """
            {"type":"object","required":["results"],"properties":{"results":{"type":"array",\
            "items":{"$ref":"#/components/schemas/BatchResult"}}}}
            """
        ),
        (
            "BatchResult",
            """
            {"type":"object","required":["status"],"properties":{"id":{"type":"string"},"status":{"type":"integer"},\
            "outcome":{"enum":["created","skipped","replaced"]},\
            "expiration":{"type":"integer","description":"When the user ceases to exist, in seconds since 1970."},\
            "code":{"type":"string"},"detail":{"type":"string"},\
            "user":{"type":"object"}}}
            """
        ),
        (
            "Status",
            #"{"type":"object","required":["status"],"properties":{"status":{"type":"string"}}}"#
        ),
        (
            "Problem",
            """
            {"type":"object","required":["type","title","status","detail","code","requestId"],"properties":{\
            "type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},\
            "detail":{"type":"string"},"code":{"type":"string"},"requestId":{"type":"string"},\
            "errors":{"type":"array","items":{"type":"object","required":["detail","pointer"],"properties":{\
            "detail":{"type":"string"},"pointer":{"type":"string"}}}},"current":{}}}
            """
        ),
    ]

    /// Fields of answers under `#/components/headers`.
    static let fields: [(name: String, description: String)] = [
        ("ETag", "The strong entity tag of the representation; with 412, of the current one."),
        ("Location", "The path of the new user, or the path without its last slash."),
        ("Cache-Status", "What the cache in front of the store did (RFC 9211)."),
        ("Cache-Control", "How long others may keep the answer (RFC 9111)."),
        ("Age", "Seconds since the store was asked."),
        ("Expiration", "When the user ceases to exist, in seconds since 1970."),
        ("Link", "The first and the next page (RFC 8288)."),
        ("Vary", "The request fields that decide about the form of the answer."),
        ("Content-Encoding", "gzip where the content is coded."),
        ("Userkv-Atomicity", "Among whom the condition and the write are one step: store or process."),
        ("Preference-Applied", "The preferences that were honoured (RFC 7240)."),
        ("Idempotent-Replayed", "true where the answer is that of an earlier request with the same key."),
        ("Retry-After", "Seconds to wait before trying again."),
        ("Allow", "The methods that the path takes."),
        ("Accept", "The media types of content that the path takes."),
        ("Accept-Encoding", "The content codings that the path takes."),
        ("Accept-Patch", "The media types of patches that the path takes (RFC 5789)."),
        ("WWW-Authenticate", "How to authenticate (RFC 6750)."),
        ("X-Request-Id", "Identifies the request, also in the log."),
    ]

    /// Fields of every answer.
    static let commonFields = ["X-Request-Id", "Cache-Control"]

    /// A reference to a named schema.
    static func reference(_ name: String) -> String { "{\"$ref\":\"#/components/schemas/\(name)\"}" }
}
