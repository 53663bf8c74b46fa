/// What a parser understood of a stream of requests.
struct RequestReading: Equatable {
    struct Message: Equatable {
        var method: String
        var target: String
        var isVersion11: Bool
        var fields: [Field]
        var keepsAlive: Bool
        var content: [UInt8] = []
        var isComplete = false

        /// Whether a later protocol or a tunnel would follow, where llhttp stops parsing.
        var endsHTTP: Bool { method == "CONNECT" || fields.contains { $0.name == "upgrade" } }
    }

    struct Field: Equatable {
        /// In lower case.
        var name: String
        var value: String
    }

    var messages: [Message] = []
    /// The error that ended the reading, as text.
    var error: String?
}
