/// Why a multipart body was refused.
enum MultipartError: String, Error, Hashable, Sendable {
    case invalidBoundary = "the content type names no legal boundary"
    case missingDelimiter = "the body holds no boundary line"
    case missingEnd = "the body ends before its closing boundary line"
    case malformedHeader = "a part has a malformed header"
    case missingName = "a part has no form-data name"
    case transferEncoding = "a part is encoded for transfer, which is not supported"
    case tooManyParts = "the body has too many parts"
    case headerTooLarge = "the headers of a part are too long"
}
