/// What a route promises: the source of its part of the OpenAPI document and of the names that its handler lets in.
package struct OperationDescription: Sendable {
    /// A parameter of the path, the query or the header.
    package struct Parameter: Sendable {
        package enum Place: String, Sendable {
            case path
            case query
            case header
        }

        package var name: String
        package var place: Place
        package var description: String
        /// A JSON Schema, as JSON text.
        package var schema: String
    }

    /// A media type that is taken or given, and the schema of its content.
    package struct Content: Sendable {
        package var type: String
        /// A JSON Schema, as JSON text.
        package var schema: String
    }

    /// An answer other than a problem.
    package struct Answer: Sendable {
        package var status: Int
        package var description: String
        package var content: [Content] = []
        /// Names of the fields that it carries, as in `OpenAPISchemas.fields`.
        package var fields: [String] = []
    }

    /// Unique among the operations.
    package var id: String
    package var summary: String
    package var parameters: [Parameter] = []
    /// The content that a request must have; empty for none.
    package var requestContent: [Content] = []
    package var answers: [Answer]
    /// The problems that an answer can tell, besides those that every route shares.
    package var problems: [ProblemCode] = []

    /// The names that the query may hold.
    package var queryNames: [String] {
        parameters.filter { $0.place == .query }.map(\.name)
    }
}
