import Testing

@testable import WranglerConfiguration

struct WranglerKVNamespaceTests {
    private static let id = "0123456789abcdef0123456789abcdef"
    private static let previewID = "1123456789abcdef0123456789abcdef"

    private static func namespace(id: String?, previewID: String?) throws -> WranglerKVNamespace {
        var members: [String: TOMLNode] = ["binding": .string("USER_DATA")]
        members["id"] = id.map { .string($0) }
        members["preview_id"] = previewID.map { .string($0) }
        let table = WranglerTable(file: "wrangler.toml", path: "kv_namespaces[0]", members: members)
        return try WranglerKVNamespace(table)
    }

    private static let choices: [(WranglerKVNamespace.Use, String?, String?, String)] = [
        (.serving, id, previewID, id),
        (.serving, id, nil, id),
        (.development, id, previewID, previewID),
        (.development, id, nil, id),
        (.development, nil, previewID, previewID),
        (.preview, id, previewID, previewID),
        (.unspecified, id, nil, id),
        (.unspecified, nil, previewID, previewID),
    ]

    private static let refusals: [(WranglerKVNamespace.Use, String?, String?, String)] = [
        (.serving, nil, previewID, "kv_namespaces[0].id is missing"),
        (.preview, id, nil, "kv_namespaces[0].preview_id is missing"),
        (.unspecified, id, previewID, "kv_namespaces[0] has both id and preview_id; say which one is meant"),
        (.serving, nil, nil, "kv_namespaces[0] has neither id nor preview_id"),
        (.development, nil, nil, "kv_namespaces[0] has neither id nor preview_id"),
    ]

    @Test(arguments: choices)
    func theUseDecidesWhichIdCounts(
        use: WranglerKVNamespace.Use,
        id: String?,
        previewID: String?,
        expected: String
    ) throws {
        #expect(try Self.namespace(id: id, previewID: previewID).identifier(for: use) == expected)
    }

    @Test(arguments: refusals)
    func anIdThatCannotBeChosenIsExplained(
        use: WranglerKVNamespace.Use,
        id: String?,
        previewID: String?,
        expected: String
    ) throws {
        let namespace = try Self.namespace(id: id, previewID: previewID)
        let error = try #require(throws: WranglerError.self) { try namespace.identifier(for: use) }
        #expect(error.description == "wrangler.toml: \(expected)")
    }

    @Test(arguments: [
        "your-namespace-id", "binding", "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdefa",
        "g123456789abcdef0123456789abcdef", "00000000000000000000000000000000",
    ])
    func aPlaceholderIsRefusedUnlessAnythingGoes(text: String) throws {
        let namespace = try Self.namespace(id: text, previewID: nil)
        let error = try #require(throws: WranglerError.self) { try namespace.identifier(for: .serving) }
        #expect(error.description.hasPrefix("wrangler.toml: kv_namespaces[0].id is \"\(text)\""))
        #expect(try namespace.identifier(for: .serving, allowsAnyIdentifier: true) == text)
    }

    @Test func anIdThatIsNotUsedIsNotJudged() throws {
        let namespace = try Self.namespace(id: "your-namespace-id", previewID: Self.previewID)
        #expect(try namespace.identifier(for: .development) == Self.previewID)
    }
}
