/// A sequence of JSON documents as text: NDJSON, or the array of one JSON object.
struct ResultsText {
    private let isLines: Bool
    private var hasItems = false
    /// What has been written and not been taken.
    private(set) var bytes: [UInt8]

    /// Begins the text.
    ///
    /// - Parameters:
    ///   - name: the member whose value the array is.
    ///   - capacity: bytes to make room for.
    init(isLines: Bool, name: String, capacity: Int = 0) {
        self.isLines = isLines
        bytes = []
        bytes.reserveCapacity(capacity)
        if !isLines { bytes += "{\"\(name)\":[".utf8 }
    }

    /// Adds a document, which `write` appends.
    mutating func append(_ write: (inout [UInt8]) -> Void) {
        if !isLines, hasItems { bytes.append(0x2C) }
        hasItems = true
        write(&bytes)
        if isLines { bytes.append(0x0A) }
    }

    /// Ends the sequence.
    mutating func finish() {
        if !isLines { bytes += "]}".utf8 }
    }

    /// Forgets what has been written; the text goes on behind it.
    mutating func removeBytes() {
        bytes.removeAll(keepingCapacity: true)
    }
}
