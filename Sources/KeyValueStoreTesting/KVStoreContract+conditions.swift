import KeyValueStore

/// Conditions: a write happens only to what its caller has seen.
extension KVStoreContract {
    static let conditionChecks = [
        Check(name: "absentHoldsOnlyWithoutAnEntry") { try await $0.absentHoldsOnlyWithoutAnEntry() },
        Check(name: "aVersionHoldsOnlyForItsWrite") { try await $0.aVersionHoldsOnlyForItsWrite() },
        Check(name: "equalContentIsStillAnotherWrite") { try await $0.equalContentIsStillAnotherWrite() },
        Check(name: "aVersionIsNotUsedAgainAfterADelete") {
            try await $0.aVersionIsNotUsedAgainAfterADelete()
        },
        Check(name: "aVersionNeverHoldsWithoutAnEntry") { try await $0.aVersionNeverHoldsWithoutAnEntry() },
        Check(name: "aFailedPutChangesNothing") { try await $0.aFailedPutChangesNothing() },
        Check(name: "deletesObeyTheirConditions") { try await $0.deletesObeyTheirConditions() },
        Check(name: "anExpiredEntryIsAbsentForConditions") {
            try await $0.anExpiredEntryIsAbsentForConditions()
        },
    ]

    private func put(_ value: String, if condition: KVCondition) async throws -> KVWriteOutcome {
        try await store.put(KVWrite(key: Self.key("key"), value: Self.bytes(value), condition: condition))
    }

    private func delete(if condition: KVCondition) async throws -> KVDeleteOutcome {
        try await store.delete(KVDelete(key: Self.key("key"), condition: condition))
    }

    private func absentHoldsOnlyWithoutAnEntry() async throws {
        let version = try self.version(of: await put("first", if: .absent))
        let current = KVEntry(value: Self.bytes("first"), version: version)
        try ContractViolation.unlessEqual(
            try await put("second", if: .absent),
            .conditionFailed(current: current)
        )
        _ = try await delete(if: .any)
        _ = try self.version(of: await put("third", if: .absent))
        try ContractViolation.unlessEqual(try await text("key"), "third")
    }

    private func aVersionHoldsOnlyForItsWrite() async throws {
        let first = try await put("key", "first", metadata: "1", expiration: nowSeconds + 100)
        let second = try self.version(of: await put("second", if: .version(first)))
        try ContractViolation.unless(first != second, "two writes have two versions")
        let current = KVEntry(value: Self.bytes("second"), version: second)
        let outcome = try await put("third", if: .version(first))
        try ContractViolation.unlessEqual(outcome, .conditionFailed(current: current))
        _ = try self.version(of: await put("fourth", if: .version(second)))
        try ContractViolation.unlessEqual(try await text("key"), "fourth")
    }

    private func equalContentIsStillAnotherWrite() async throws {
        let first = try await put("key", "A")
        try await put("key", "B")
        let third = try await put("key", "A")
        try ContractViolation.unless(first != third, "two writes of the same content have two versions")
        guard case .conditionFailed = try await put("C", if: .version(first)) else {
            throw ContractViolation(description: "a version held for a later write of the same content")
        }
    }

    private func aVersionIsNotUsedAgainAfterADelete() async throws {
        var versions: Set<KVVersion> = []
        for _ in 0..<5 {
            versions.insert(try await put("key"))
            _ = try await delete(if: .any)
        }
        try ContractViolation.unlessEqual(versions.count, 5)
    }

    private func aVersionNeverHoldsWithoutAnEntry() async throws {
        let version = try await put("key")
        _ = try await delete(if: .any)
        let failed = KVWriteOutcome.conditionFailed(current: nil)
        try ContractViolation.unlessEqual(try await put("late", if: .version(version)), failed)
        try ContractViolation.unlessEqual(try await put("late", if: .version(KVVersion(0))), failed)
        try ContractViolation.unlessEqual(try await text("key"), nil)
    }

    private func aFailedPutChangesNothing() async throws {
        try await put("key", "value", metadata: "[1]", expiration: nowSeconds + 100)
        let before = try await store.get(Self.key("key"))
        let outcome = try await put("other", if: .absent)
        try ContractViolation.unlessEqual(outcome, .conditionFailed(current: before))
        try ContractViolation.unlessEqual(try await store.get(Self.key("key")), before)
    }

    private func deletesObeyTheirConditions() async throws {
        let first = try await put("key", "first")
        let second = try await put("key", "second")
        let current = KVEntry(value: Self.bytes("second"), version: second)
        let failed = KVDeleteOutcome.conditionFailed(current: current)
        try ContractViolation.unlessEqual(try await delete(if: .version(first)), failed)
        try ContractViolation.unlessEqual(try await delete(if: .absent), failed)
        try ContractViolation.unlessEqual(try await text("key"), "second")
        try ContractViolation.unlessEqual(try await delete(if: .version(second)), .deleted)
        try ContractViolation.unlessEqual(try await text("key"), nil)
        try ContractViolation.unlessEqual(
            try await delete(if: .version(second)),
            .conditionFailed(current: nil)
        )
        try ContractViolation.unlessEqual(try await delete(if: .absent), .deleted)
    }

    private func anExpiredEntryIsAbsentForConditions() async throws {
        let version = try await put("key", "old", expiration: nowSeconds + 100)
        clock.advance(seconds: 100)
        let failed = KVWriteOutcome.conditionFailed(current: nil)
        try ContractViolation.unlessEqual(try await put("late", if: .version(version)), failed)
        let deletion = try await delete(if: .version(version))
        try ContractViolation.unlessEqual(deletion, .conditionFailed(current: nil))
        _ = try self.version(of: await put("new", if: .absent))
        try ContractViolation.unlessEqual(try await text("key"), "new")
    }
}
