import KeyValueStore

/// Cursors: where a listing goes on, whatever happened in between.
extension KVStoreContract {
    static let cursorChecks = [
        Check(name: "aCursorOutlivesItsKey") { try await $0.aCursorOutlivesItsKey() },
        Check(name: "untouchedKeysAreListedOnceDuringWrites") {
            try await $0.untouchedKeysAreListedOnceDuringWrites()
        },
        Check(name: "whatIsNoCursorIsRefused") { try await $0.whatIsNoCursorIsRefused() },
        Check(name: "aCursorOfAnotherPrefixIsRefused") { try await $0.aCursorOfAnotherPrefixIsRefused() },
    ]

    private func aCursorOutlivesItsKey() async throws {
        for name in ["a", "b", "c", "d"] { try await put(name) }
        let first = try await store.list(KVListQuery(limit: 2))
        let cursor = try firstCursor(of: first)
        for name in ["a", "b"] { _ = try await store.delete(KVDelete(key: Self.key(name))) }
        let second = try await store.list(KVListQuery(limit: 2, cursor: cursor))
        try ContractViolation.unlessEqual(second.items.map(\.key.name), ["c", "d"])
    }

    private func untouchedKeysAreListedOnceDuringWrites() async throws {
        let untouched = (0..<20).map { "key-\(Self.twoDigits($0 * 3))" }
        for name in untouched { try await put(name) }
        var listed: [String] = []
        var cursor: KVCursor?
        var round = 0
        repeat {
            let page = try await store.list(KVListQuery(prefix: Self.bytes("key-"), limit: 3, cursor: cursor))
            listed += page.items.map(\.key.name)
            cursor = page.cursor
            try await put("key-\(Self.twoDigits(round * 3 + 1))")
            try await put("key-\(Self.twoDigits(58 - round * 3))")
            round += 1
        } while cursor != nil && round < 100
        try ContractViolation.unlessEqual(listed.filter(untouched.contains), untouched)
        try ContractViolation.unlessEqual(Set(listed).count, listed.count)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private func whatIsNoCursorIsRefused() async throws {
        try await put("a")
        let long = String(repeating: "A", count: 100_000)
        for text in ["", "!", "A", "AA", "AAAA", "=", "AQ", "//79", "\u{0}", "é", long] {
            try await ContractViolation.unlessThrows(KVError.invalidCursor) { () async throws(KVError) in
                try await store.list(KVListQuery(cursor: KVCursor(text)))
            }
        }
    }

    private func aCursorOfAnotherPrefixIsRefused() async throws {
        for name in ["a1", "a2", "b1", "b2"] { try await put(name) }
        let cursor = try firstCursor(of: await store.list(KVListQuery(prefix: Self.bytes("a"), limit: 1)))
        try await ContractViolation.unlessThrows(KVError.invalidCursor) { () async throws(KVError) in
            try await store.list(KVListQuery(prefix: Self.bytes("b"), limit: 1, cursor: cursor))
        }
    }

    private func firstCursor(of page: KVPage) throws(ContractViolation) -> KVCursor {
        guard let cursor = page.cursor else {
            throw ContractViolation(description: "there is more, and no cursor")
        }
        return cursor
    }
}
