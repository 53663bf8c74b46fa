import JSON

/// The JSON object that every answer but a value is wrapped in.
enum KVAPIEnvelope {
    static let jsonContentType = KVAPIHeader("content-type", "application/json")

    /// The envelope of a success; `result` and `resultInformation` are JSON text.
    static func success(_ result: [UInt8], resultInformation: [UInt8]? = nil) -> KVAPIResponse {
        var body: [UInt8] = []
        body.reserveCapacity(result.count + 160)
        body.append(contentsOf: #"{"result":"#.utf8)
        body.append(contentsOf: result)
        body.append(contentsOf: #","success":true,"errors":[],"messages":[]"#.utf8)
        if let resultInformation {
            body.append(contentsOf: #","result_info":"#.utf8)
            body.append(contentsOf: resultInformation)
        }
        body.append(UInt8(ascii: "}"))
        return KVAPIResponse(status: 200, headers: [jsonContentType], body: body)
    }

    /// The envelope of a success that has nothing to tell.
    static let emptySuccess = success(Array("{}".utf8))

    /// The envelope of a failure.
    static func failure(_ failure: KVAPIFailure) -> KVAPIResponse {
        var body = Array(#"{"result":null,"success":false,"errors":[{"code":"#.utf8)
        body.append(contentsOf: String(failure.code).utf8)
        body.append(contentsOf: #","message":"#.utf8)
        JSONValue(failure.message).append(to: &body)
        body.append(contentsOf: #"}],"messages":[]}"#.utf8)
        var headers = [jsonContentType]
        if !failure.allowedMethods.isEmpty {
            headers.append(KVAPIHeader("allow", failure.allowedMethods.joined(separator: ", ")))
        }
        if let seconds = failure.retryAfterSeconds {
            headers.append(KVAPIHeader("retry-after", String(seconds)))
        }
        return KVAPIResponse(status: failure.status, headers: headers, body: body)
    }
}
