package import HTTPServer
package import Users

/// Reads the conditional fields of a request that changes something.
package enum Preconditions {
    /// The precondition that `If-Match` and `If-None-Match` express; both hold where both are there (RFC 9110 section
    /// 13.2.2).
    ///
    /// - Throws: a problem where a field breaks its grammar.
    package static func read(_ head: borrowing RequestHead) throws(Problem) -> UserPrecondition {
        let match = try list(.ifMatch, "If-Match", head).map(matching)
        let noneMatch = try list(.ifNoneMatch, "If-None-Match", head).map(matchingNone)
        guard let match, let noneMatch else { return match ?? noneMatch ?? .none }
        return .both(match, noneMatch)
    }

    private static func matching(_ list: EntityTagList) -> UserPrecondition {
        list == .any ? .exists : .matches(list.hashes(includingWeak: false))
    }

    private static func matchingNone(_ list: EntityTagList) -> UserPrecondition {
        list == .any ? .absent : .matchesNone(list.hashes(includingWeak: true))
    }

    /// The list of one conditional field; nil where it is absent.
    package static func list(
        _ field: HTTPField,
        _ name: String,
        _ head: borrowing RequestHead
    ) throws(Problem) -> EntityTagList? {
        guard let value = head.value(of: field) else { return nil }
        guard let list = EntityTagList(value) else {
            throw Problem(.invalidRequest, "The value of \(name) is neither * nor a list of entity tags.")
        }
        return list
    }
}

extension Problem: Error {}
