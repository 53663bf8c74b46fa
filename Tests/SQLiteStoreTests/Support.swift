import KeyValueStore

@testable import SQLiteStore

/// A key of a name.
func key(_ name: String) -> KVKey {
    KVKey(unchecked: Array(name.utf8))
}

/// A put of short text.
func write(_ name: String, _ value: String = "value", if condition: KVCondition = .any) -> KVWrite {
    KVWrite(key: key(name), value: Array(value.utf8), condition: condition)
}

/// Looks again and again until something holds; false when that takes more than a minute.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(60)
    while clock.now < deadline {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return false
}

extension SQLiteDatabase {
    /// The store of the namespace that most tests use.
    func testStore() async throws -> SQLiteKVStore {
        try await openNamespace(title: "test").1
    }
}

extension KVWriteOutcome {
    /// The version of what was written.
    var version: KVVersion? {
        if case .written(let version) = self { version } else { nil }
    }
}

/// A second connection to a file, as another process would have.
func connect(_ path: String) throws -> Connection {
    try Connection(path: path, creates: false, busyTimeout: .seconds(5))
}
