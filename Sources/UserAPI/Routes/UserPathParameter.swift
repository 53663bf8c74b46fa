package import HTTPServer
package import Users

extension UserID: PathParameter {
    /// Reads a path segment; what does not follow the grammar names no user.
    package init?(_ segment: PathSegment) {
        guard let id = segment.withDecodedBytes({ UserID(bytes: $0) }) else { return nil }
        self = id
    }
}
