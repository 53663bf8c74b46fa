import HTTPServer
import JSON
import Users

/// What the store keeps about a request with an `Idempotency-Key`.
struct IdempotencyRecord {
    /// The fingerprint of what was asked, and by whom.
    var fingerprint: String
    /// Tells one use of the key from every other one, also of the same request.
    var claim: String
    /// The answer; nil while the request is being worked on.
    var answer: Answer?

    struct Answer {
        var status: Int64
        var fields: [(name: String, value: String)] = []
        /// The content; nil where it was too long to be kept.
        var body: String?
    }

    init(fingerprint: String, claim: String, answer: Answer? = nil) {
        self.fingerprint = fingerprint
        self.claim = claim
        self.answer = answer
    }

    /// Reads a stored record; nil where it is not one.
    init?(stored: [UInt8]) {
        guard let object = (try? JSONParser.parse(stored))?.objectValue,
            let fingerprint = object["fingerprint"]?.stringValue
        else { return nil }
        self.fingerprint = fingerprint
        claim = object["claim"]?.stringValue ?? ""
        guard let status = object["status"]?.int64Value else { return }
        let fields = (object["fields"]?.arrayValue ?? []).compactMap {
            pair -> (name: String, value: String)? in
            guard let pair = pair.arrayValue?.compactMap(\.stringValue), pair.count == 2 else { return nil }
            return (pair[0], pair[1])
        }
        answer = Answer(status: status, fields: fields, body: object["body"]?.stringValue)
    }

    /// The record as it is stored.
    var json: [UInt8] {
        var members = [
            JSONMember(name: "fingerprint", value: JSONValue(fingerprint)),
            JSONMember(name: "claim", value: JSONValue(claim)),
        ]
        if let answer {
            members.append(JSONMember(name: "status", value: JSONValue(answer.status)))
            let fields = answer.fields.map { JSONValue.array([JSONValue($0.name), JSONValue($0.value)]) }
            members.append(JSONMember(name: "fields", value: .array(fields)))
            if let body = answer.body { members.append(JSONMember(name: "body", value: JSONValue(body))) }
        }
        return JSONValue.object(JSONObject(members)).bytes
    }
}
