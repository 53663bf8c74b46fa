import CloudflareKV
import JSON

/// An answer, with its envelope taken apart.
struct APIAnswer: Sendable {
    let response: KVAPIResponse

    init(_ response: KVAPIResponse) {
        self.response = response
    }

    var status: Int { response.status }
    var text: String { String(decoding: response.body, as: UTF8.self) }
    var envelope: JSONObject? { (try? JSONParser.parse(response.body))?.objectValue }
    var result: JSONValue? { envelope?["result"] }
    var resultText: String? { result.map { String(decoding: $0.bytes, as: UTF8.self) } }
    var information: JSONObject? { envelope?["result_info"]?.objectValue }
    var count: Int64? { information?["count"]?.int64Value }
    var cursor: String? { information?["cursor"]?.stringValue }
    var errors: [JSONObject] { envelope?["errors"]?.arrayValue?.compactMap(\.objectValue) ?? [] }
    var code: Int64? { errors.first?["code"]?.int64Value }
    var message: String { errors.first?["message"]?.stringValue ?? "" }

    /// The objects of a result that is a list.
    var items: [JSONObject] { result?.arrayValue?.compactMap(\.objectValue) ?? [] }
    /// What the members of this name hold in a result that is a list.
    func column(_ name: String) -> [String] { items.compactMap { $0[name]?.stringValue } }

    /// Whether this is an envelope of a success, with every member that clients look for.
    var isSuccess: Bool {
        status == 200 && envelope?["success"]?.boolValue == true && envelope?["errors"]?.arrayValue == []
            && envelope?["messages"]?.arrayValue == [] && envelope?["result"] != nil
            && response.header("content-type") == "application/json"
    }

    /// Whether this is an envelope of one failure of this status and code, with every member that clients look for.
    func isFailure(_ status: Int, _ code: Int64) -> Bool {
        self.status == status && self.code == code && errors.count == 1
            && envelope?["success"]?.boolValue == false && envelope?["result"]?.isNull == true
            && envelope?["messages"]?.arrayValue == []
            && response.header("content-type") == "application/json"
    }
}
