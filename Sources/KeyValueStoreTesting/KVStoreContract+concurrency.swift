import KeyValueStore

/// Concurrency: conditions decide between writers, and nobody's write is lost.
extension KVStoreContract {
    static let concurrencyChecks = [
        Check(name: "concurrentIncrementsAllSurvive") { try await $0.concurrentIncrementsAllSurvive() },
        Check(name: "oneOfManyCreatorsWins") { try await $0.oneOfManyCreatorsWins() },
        Check(name: "concurrentWritersOfOtherKeysDoNotMeet") {
            try await $0.concurrentWritersOfOtherKeysDoNotMeet()
        },
        Check(name: "anAcknowledgedWriteIsSeenAtOnce") { try await $0.anAcknowledgedWriteIsSeenAtOnce() },
    ]

    private func concurrentIncrementsAllSurvive() async throws {
        try await put("counter", "0")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<20 { try await increment() }
                }
            }
            try await group.waitForAll()
        }
        try ContractViolation.unlessEqual(try await text("counter"), "160")
    }

    private func increment() async throws {
        // Each failure means that somebody else succeeded, which happens 160 times in all.
        for _ in 0..<1000 {
            guard let entry = try await store.get(Self.key("counter")) else {
                throw ContractViolation(description: "the counter has vanished")
            }
            let number = Int(String(decoding: entry.value, as: UTF8.self)) ?? 0
            let write = KVWrite(
                key: Self.key("counter"),
                value: Self.bytes("\(number + 1)"),
                condition: .version(entry.version)
            )
            if case .written = try await store.put(write) { return }
        }
        throw ContractViolation(description: "an increment never got its turn")
    }

    private func oneOfManyCreatorsWins() async throws {
        let winners = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<32 {
                group.addTask {
                    let write = KVWrite(
                        key: Self.key("key"),
                        value: Self.bytes("\(number)"),
                        condition: .absent
                    )
                    if case .written = try await store.put(write) { return 1 }
                    return 0
                }
            }
            return try await group.reduce(0, +)
        }
        try ContractViolation.unlessEqual(winners, 1)
    }

    private func concurrentWritersOfOtherKeysDoNotMeet() async throws {
        let versions = try await withThrowingTaskGroup(of: [KVVersion].self) { group in
            for writer in 0..<16 {
                group.addTask {
                    var versions: [KVVersion] = []
                    for number in 0..<20 {
                        versions.append(try await put("key-\(writer)-\(number)", "\(number)"))
                    }
                    return versions
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try ContractViolation.unlessEqual(Set(versions).count, 320)
        try ContractViolation.unlessEqual(try await listNames().count, 320)
    }

    private func anAcknowledgedWriteIsSeenAtOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for number in 0..<20 {
                        try await put("key-\(writer)", "\(number)")
                        try ContractViolation.unlessEqual(try await text("key-\(writer)"), "\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
