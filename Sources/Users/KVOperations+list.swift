import JSON
package import KeyValueStore

extension KVOperations {
    /// Users on a page where the caller names no number.
    package static let listLimitStandard = 100
    /// Pages of the store that are asked for to find a user for one page; the next call goes on from there.
    private static let storePagesMaximum = 4

    /// A page of users in key order, beginning with those whose id begins with `prefix`.
    ///
    /// Every user that exists all the while is on exactly one page. What is stored under a user's key and is not a JSON
    /// object is left out, because it would make the answer unreadable. A page may be empty and have a cursor, where the
    /// store had nothing but empty pages for a while.
    package func listUsers(
        prefix: String = "",
        limit: Int = listLimitStandard,
        cursor: KVCursor? = nil
    ) async throws(UserError) -> UserPage {
        var query = KVListQuery(
            prefix: Array("\(Self.keyPrefix)\(prefix)".utf8),
            limit: limit,
            cursor: cursor,
            includesEntries: true
        )
        // A store may give an empty page and a cursor; a client better gets a page with something on it.
        for _ in 0..<Self.storePagesMaximum {
            let page = try await storePage(query)
            let users = try await self.users(of: page.items)
            if !users.isEmpty || page.cursor == nil { return UserPage(users: users, cursor: page.cursor) }
            query.cursor = page.cursor
        }
        return UserPage(users: [], cursor: query.cursor)
    }

    /// A page of the store, whose cursor leads on.
    private func storePage(_ query: KVListQuery) async throws(UserError) -> KVPage {
        let page: KVPage
        do throws(KVError) {
            page = try await store.list(query)
        } catch {
            throw error == .invalidCursor ? .invalidCursor : .store(error)
        }
        // Whoever follows such a cursor would do so for ever.
        if let cursor = page.cursor, cursor == query.cursor {
            throw .store(.unavailable(reason: "its listing does not advance", retryAfter: nil))
        }
        return page
    }

    private func users(of items: [KVListItem]) async throws(UserError) -> [User] {
        let missing = items.filter { $0.entry == nil }.map(\.key)
        var loaded: [KVKey: KVEntry] = [:]
        for start in stride(from: 0, to: missing.count, by: KVLimits.bulkReadKeysMaximum) {
            let keys = Array(missing[start..<min(start + KVLimits.bulkReadKeysMaximum, missing.count)])
            do throws(KVError) {
                for (key, entry) in zip(keys, try await store.getMany(keys)) { loaded[key] = entry }
            } catch {
                throw .store(error)
            }
        }
        return items.compactMap { item in
            guard let entry = item.entry ?? loaded[item.key] else { return nil }
            return user(of: item.key, entry)
        }
    }

    private func user(of key: KVKey, _ entry: KVEntry) -> User? {
        let id = key.bytes.withUnsafeBytes { bytes in
            UserID(bytes: UnsafeRawBufferPointer(rebasing: bytes[Self.keyPrefix.utf8CodeUnitCount...]))
        }
        guard let id, Self.isUser(entry.value) else { return nil }
        return User(id: id, entry: entry)
    }
}
