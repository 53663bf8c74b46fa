import JSON

/// An answer as it came over the wire.
struct Answer: Sendable {
    /// The status line and the field lines.
    let head: String
    var body: [UInt8] = []

    init(head: String) {
        self.head = head
    }

    var status: Int { Int(head.dropFirst(9).prefix(3)) ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether a field line is there; without regard to case.
    func has(_ line: String) -> Bool {
        head.lowercased().split(separator: "\r\n").contains(Substring(line.lowercased()))
    }

    /// The value of a field; nil where it is absent or there twice.
    subscript(name: String) -> String? {
        let values = values(name)
        return values.count == 1 ? values[0] : nil
    }

    /// The values of all lines of a field.
    func values(_ name: String) -> [String] {
        head.split(separator: "\r\n").dropFirst().compactMap { line in
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, pair[0].lowercased() == name.lowercased() else { return nil }
            return String(pair[1].drop { $0 == " " })
        }
    }

    /// The content as a JSON object; empty where it is none.
    var json: JSONObject { (try? JSONParser.parse(body))?.objectValue ?? JSONObject() }

    /// The kind of problem that the content tells; nil for another content.
    var code: String? {
        self["content-type"] == "application/problem+json" ? json["code"]?.stringValue : nil
    }

    /// The content's lines as JSON objects.
    var lines: [JSONObject] {
        text.split(separator: "\n").map { (try? JSONParser.parse(String($0)))?.objectValue ?? JSONObject() }
    }

    /// The results of a batch, from an object or from lines.
    var results: [JSONObject] {
        if self["content-type"] == "application/x-ndjson" { return lines }
        return json["results"]?.arrayValue?.compactMap(\.objectValue) ?? []
    }

    /// The results of a batch as `id status` and what else tells them apart, for comparison.
    var resultTexts: [String] {
        results.map { result in
            let words = [
                result["id"]?.stringValue ?? "-", result["status"]?.int64Value.map(String.init) ?? "-",
                result["outcome"]?.stringValue ?? result["code"]?.stringValue,
            ]
            return words.compactMap { $0 }.joined(separator: " ")
        }
    }
}
