import Bytes

/// The content of an answer from a cache.
package enum CachedContent {
    /// Whatever the fields that were rendered before say about its length is right.
    case bytes([UInt8])
    /// A document with the request identifier in its middle; its length is told here.
    case document(beforeRequestID: [UInt8], after: StaticString)
}

/// What `Cache-Status` (RFC 9211) and `Age` say of an answer from a cache.
package enum CacheAccount {
    /// The cache had it: the beginning of the status up to the number of `ttl`, what follows that number, and whole seconds
    /// since the store was asked and until it has to be asked again.
    case hit(status: StaticString, detail: StaticString, age: Int64, timeToLive: Int64)
    /// The store was asked.
    case miss(status: StaticString)

    /// Room that it takes.
    fileprivate var bytesMaximum: Int {
        switch self {
        case .hit(let status, let detail, _, _):
            status.utf8CodeUnitCount + detail.utf8CodeUnitCount + 2 * ByteCursor.decimalBytesMaximum
        case .miss(let status): status.utf8CodeUnitCount
        }
    }
}

extension ResponseWriter {
    /// Writes a whole answer from a cache in one go: the fast way.
    ///
    /// - Parameters:
    ///   - fields: whole field lines, each with its CR LF, rendered when the entry was cached.
    package mutating func writeCached(
        _ status: HTTPStatus,
        fields: UnsafeRawBufferPointer,
        _ account: CacheAccount,
        _ content: CachedContent
    ) {
        begin(status)
        let contentBytes = length(of: content)
        let bytes =
            fields.count + account.bytesMaximum + contentBytes + Self.fixedBytes
            + ByteCursor.decimalBytesMaximum
        let (sendsContent, requestID) = (sendsContent, fixedRequestID())
        appendInPlace(atMost: bytes) { cursor in
            cursor.append(fields)
            Self.append(account, to: &cursor)
            Self.append(content, contentBytes, sendsContent: sendsContent, requestID, to: &cursor)
        }
    }

    /// Room for the names and line ends that `writeCached` adds.
    private static let fixedBytes = 64

    private static func append(_ account: CacheAccount, to cursor: inout ByteCursor) {
        switch account {
        case .hit(let status, let detail, let age, let timeToLive):
            cursor.append("Age: ")
            cursor.append(decimal: age)
            cursor.append("\r\nCache-Status: ")
            cursor.append(status)
            cursor.append(decimal: timeToLive)
            cursor.append(detail)
        case .miss(let status):
            cursor.append("Cache-Status: ")
            cursor.append(status)
        }
    }

    private mutating func length(of content: CachedContent) -> Int {
        switch content {
        case .bytes(let bytes): bytes.count
        case .document(let before, let after):
            before.count + fixedRequestID().textBytes + after.utf8CodeUnitCount
        }
    }

    private static func append(
        _ content: CachedContent,
        _ length: Int,
        sendsContent: Bool,
        _ requestID: RequestID,
        to cursor: inout ByteCursor
    ) {
        switch content {
        case .bytes(let bytes):
            cursor.append("\r\n\r\n")
            if sendsContent { cursor.append(bytes) }
        case .document(let before, let after):
            cursor.append("\r\nContent-Length: ")
            cursor.append(decimal: Int64(length))
            cursor.append("\r\n\r\n")
            guard sendsContent else { return }
            cursor.append(before)
            requestID.write(to: &cursor)
            cursor.append(after)
        }
    }
}
