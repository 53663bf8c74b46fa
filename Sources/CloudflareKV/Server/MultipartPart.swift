/// One part of a multipart body.
struct MultipartPart: Hashable, Sendable {
    /// The form field's name (RFC 7578 section 4.2).
    let name: String
    let contents: [UInt8]
}
