/// The content of an answer from a cache.
package enum CachedContent {
    /// Whatever the fields that were rendered before say about its length is right.
    case bytes([UInt8])
    /// A document with the request identifier in its middle; its length is told here.
    case document(beforeRequestID: [UInt8], after: StaticString)
}

/// Where an answer from a cache stands in time, in whole seconds.
package struct CachedAge {
    /// Since the store was asked.
    package var age: Int64
    /// Until the store has to be asked again.
    package var timeToLive: Int64

    package init(age: Int64, timeToLive: Int64) {
        self.age = age
        self.timeToLive = timeToLive
    }
}

extension ResponseWriter {
    /// Writes a whole answer from a cache in one go: the fast way.
    ///
    /// - Parameters:
    ///   - fields: whole field lines, each with its CR LF, rendered when the entry was cached.
    ///   - cacheStatus: the beginning of `Cache-Status` (RFC 9211) up to the number of `ttl`.
    ///   - detail: what follows that number.
    package mutating func writeCached(
        _ status: HTTPStatus,
        fields: UnsafeRawBufferPointer,
        cacheStatus: StaticString,
        _ age: CachedAge,
        detail: StaticString = "",
        _ content: CachedContent
    ) {
        begin(status)
        let contentBytes = length(of: content)
        let bytes =
            fields.count + cacheStatus.utf8CodeUnitCount + detail.utf8CodeUnitCount + contentBytes
            + Self.fixedBytes + 3 * ByteCursor.decimalBytesMaximum
        appendInPlace(atMost: bytes) { cursor, writer in
            cursor.append(fields)
            cursor.append("Age: ")
            cursor.append(decimal: age.age)
            cursor.append("\r\nCache-Status: ")
            cursor.append(cacheStatus)
            cursor.append(decimal: age.timeToLive)
            cursor.append(detail)
            writer.append(content, contentBytes, to: &cursor)
        }
    }

    /// Room for the names and line ends that `writeCached` adds.
    private static let fixedBytes = 64

    private func length(of content: CachedContent) -> Int {
        switch content {
        case .bytes(let bytes): bytes.count
        case .document(let before, let after): before.count + requestIDBytes + after.utf8CodeUnitCount
        }
    }

    private mutating func append(_ content: CachedContent, _ length: Int, to cursor: inout ByteCursor) {
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
            appendRequestID(to: &cursor)
            cursor.append(after)
        }
    }
}
