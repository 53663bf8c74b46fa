/// Where the parameters of a found route are in the request's head.
package struct PathCaptures: Sendable {
    /// The most parameters a route may have.
    static let maximum = 4

    private var slices = InlineArray<4, RequestHead.Slice>(repeating: .init(0, 0))
    private(set) var count = 0

    mutating func append(_ slice: RequestHead.Slice) {
        precondition(count < Self.maximum, "the builder bounds the number of parameters")
        slices[count] = slice
        count += 1
    }

    /// The place of a parameter, counted from the left.
    package subscript(index: Int) -> RequestHead.Slice {
        precondition(index < count, "an endpoint asks only for parameters of its own pattern")
        return slices[index]
    }

    /// The parameter at a place, read as a type; nil where it is not of that type.
    package func parameter<Parameter: PathParameter>(
        _ index: Int,
        of head: borrowing RequestHead,
        as type: Parameter.Type = Parameter.self
    ) -> Parameter? {
        Parameter(PathSegment(bytes: head.buffer(of: self[index])))
    }
}
