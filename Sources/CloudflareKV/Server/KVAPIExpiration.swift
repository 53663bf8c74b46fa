import KeyValueStore

/// Turns `expiration` and `expiration_ttl` of a request into an absolute time.
struct KVAPIExpiration {
    let operation: KVAPIOperation
    /// What of the request a complaint is about; empty where there is but one.
    var place = ""
    /// The wall clock, in milliseconds since 1970.
    let nowMilliseconds: Int64

    /// The expiration that a query asks for; the time to live decides when both are given, and the other is then not
    /// looked at.
    func resolve(_ query: KVAPIQuery) throws(KVAPIFailure) -> Int64? {
        for name in ["expiration_ttl", "expiration"] {
            if let text = try query.text(name) {
                return try resolve(name, number: KVAPIQuery.integer(text), text: text)
            }
        }
        return nil
    }

    /// - Parameters:
    ///   - name: `expiration` or `expiration_ttl`.
    ///   - number: the whole number, or nil where it is none.
    ///   - text: what the client wrote.
    func resolve(_ name: String, number: Int64?, text: String) throws(KVAPIFailure) -> Int64? {
        let isTimeToLive = name == "expiration_ttl"
        do throws(KVError) {
            guard let number else { throw .invalidExpiration(Self.complaint(isTimeToLive, text)) }
            return try KVExpiration.resolve(
                timeToLive: isTimeToLive ? number : nil,
                absolute: isTimeToLive ? nil : number,
                nowMilliseconds: nowMilliseconds
            )
        } catch {
            throw KVAPIFailure(error, operation, place: place)
        }
    }

    private static func complaint(_ isTimeToLive: Bool, _ text: String) -> String {
        let quoted = KVAPIQuery.quotable(text)
        return isTimeToLive
            ? "Invalid expiration_ttl of \(quoted). Please specify integer greater than 0."
            : "Invalid expiration of \(quoted). Please specify integer greater than the current number of seconds "
                + "since the UNIX epoch."
    }
}
