import JSON
import KeyValueStore

/// Reads the bodies of the bulk endpoints; a text about an item names it by its place in the list, counted from 0.
///
/// One wrong item refuses the whole request and nothing happens: `unsuccessful_keys` are keys that a client should
/// send again, and a wrong item would be wrong again.
struct KVAPIBulkBody: Sendable {
    let operation: KVAPIOperation
    /// The wall clock, in milliseconds since 1970, that expirations are measured against.
    let nowMilliseconds: Int64

    private static let limits = JSONLimits(
        maximumDepth: JSONLimits.depthCeiling,
        maximumBytes: KVAPILimits.bulkPutBodyBytesMaximum
    )

    /// The pairs of a bulk put, at most 10,000, in their order.
    func writes(_ body: [UInt8]) throws(KVAPIFailure) -> [KVWrite] {
        try elements(of: body) { (element, place) throws(KVAPIFailure) in
            guard let object = element.objectValue else {
                throw .malformedBody(operation, "\(place) must be an object, not \(element.kind)")
            }
            return try KVAPIBulkItem(
                object: object,
                place: place,
                operation: operation,
                nowMilliseconds: nowMilliseconds
            ).write()
        }
    }

    /// The keys of a bulk delete, at most 10,000, in their order.
    func keys(_ body: [UInt8]) throws(KVAPIFailure) -> [KVKey] {
        try elements(of: body) { (element, place) throws(KVAPIFailure) in
            try Self.key(element, place: place, operation)
        }
    }

    /// A key in the body of a bulk operation.
    static func key(
        _ value: JSONValue,
        place: String,
        _ operation: KVAPIOperation
    ) throws(KVAPIFailure) -> KVKey {
        guard let name = value.stringValue else {
            throw .malformedBody(operation, "\(place) must be a string, not \(value.kind)")
        }
        do {
            return try KVKey(name)
        } catch {
            throw KVAPIFailure(error, operation, place: "\(place): ")
        }
    }

    private func elements<Element>(
        of body: [UInt8],
        _ convert: (JSONValue, String) throws(KVAPIFailure) -> Element
    ) throws(KVAPIFailure) -> [Element] {
        var splitter = JSONArraySplitter(body, tokensMaximum: KVAPILimits.bulkItemTokensMaximum)
        var elements: [Element] = []
        while let range = try next(&splitter) {
            guard elements.count < KVLimits.bulkWriteItemsMaximum else {
                throw .malformedBody(
                    operation,
                    "the list has more than \(KVLimits.bulkWriteItemsMaximum) items"
                )
            }
            let place = "[\(elements.count)]"
            let value: JSONValue
            do {
                value = try splitter.value(range, limits: Self.limits)
            } catch {
                throw .malformedBody(operation, "\(place): \(Self.text(error, in: range))")
            }
            elements.append(try convert(value, place))
        }
        return elements
    }

    private func next(_ splitter: inout JSONArraySplitter) throws(KVAPIFailure) -> Range<Int>? {
        do {
            return try splitter.next()
        } catch {
            throw .malformedBody(operation, "\(error.rawValue) (byte \(splitter.position))")
        }
    }

    /// The error with its place in the whole body; the reason alone may end in a comma, for a place to follow.
    private static func text(_ error: JSONError, in element: Range<Int>) -> String {
        var reason = error.reason.summary
        if reason.hasSuffix(",") { reason.removeLast() }
        return "\(reason) (byte \(element.lowerBound + error.offset))"
    }
}
