import KeyValueStore

/// Many operations in one call: each has a result of its own.
extension KVStoreContract {
    static let manyChecks = [
        Check(name: "nothingAtAllIsFine") { try await $0.nothingAtAllIsFine() },
        Check(name: "getManyKeepsOrderAndDuplicates") { try await $0.getManyKeepsOrderAndDuplicates() },
        Check(name: "putManyAnswersEachInOrder") { try await $0.putManyAnswersEachInOrder() },
        Check(name: "theLaterPutOfOneCallWins") { try await $0.theLaterPutOfOneCallWins() },
        Check(name: "putsOfOneCallSeeEachOther") { try await $0.putsOfOneCallSeeEachOther() },
        Check(name: "deleteManyAnswersEachInOrder") { try await $0.deleteManyAnswersEachInOrder() },
        Check(name: "thousandsMayComeAtOnce") { try await $0.thousandsMayComeAtOnce() },
    ]

    private func write(_ name: String, _ value: String, if condition: KVCondition = .any) -> KVWrite {
        KVWrite(key: Self.key(name), value: Self.bytes(value), condition: condition)
    }

    private func nothingAtAllIsFine() async throws {
        try ContractViolation.unlessEqual(try await store.getMany([]), [])
        try ContractViolation.unlessEqual(await store.putMany([]).count, 0)
        try ContractViolation.unlessEqual(await store.deleteMany([]).count, 0)
    }

    private func getManyKeepsOrderAndDuplicates() async throws {
        for name in ["a", "b", "c"] { try await put(name, "value of \(name)") }
        let names = ["c", "absent", "a", "c", "b", "absent"]
        let found = try await store.getMany(names.map(Self.key)).map { entry in
            entry.map { String(decoding: $0.value, as: UTF8.self) }
        }
        let expected = names.map { $0 == "absent" ? nil : "value of \($0)" }
        try ContractViolation.unlessEqual(found, expected)
    }

    private func putManyAnswersEachInOrder() async throws {
        let version = try await put("taken", "before")
        let tooLong = KVWrite(
            key: Self.key("long"),
            value: [],
            metadata: [UInt8](repeating: 0x31, count: KVLimits.metadataBytesMaximum + 1)
        )
        let results = await store.putMany([
            write("first", "1"), write("taken", "x", if: .absent), tooLong, write("last", "4"),
        ])
        try ContractViolation.unlessEqual(results.count, 4)
        _ = try self.version(of: results[0].get())
        let current = KVEntry(value: Self.bytes("before"), version: version)
        try ContractViolation.unlessEqual(results[1], .success(.conditionFailed(current: current)))
        try ContractViolation.unlessEqual(results[2], .failure(.metadataTooLarge(bytes: 1025)))
        _ = try self.version(of: results[3].get())
        try ContractViolation.unlessEqual(try await listNames(), ["first", "last", "taken"])
        try ContractViolation.unlessEqual(try await text("taken"), "before")
    }

    private func theLaterPutOfOneCallWins() async throws {
        let results = await store.putMany((1...50).map { write("key", "\($0)") })
        try ContractViolation.unlessEqual(results.count, 50)
        for result in results { _ = try self.version(of: result.get()) }
        try ContractViolation.unlessEqual(try await text("key"), "50")
    }

    private func putsOfOneCallSeeEachOther() async throws {
        let results = await store.putMany([
            write("key", "1", if: .absent), write("key", "2", if: .absent), write("key", "3"),
        ])
        let version = try self.version(of: results[0].get())
        let current = KVEntry(value: Self.bytes("1"), version: version)
        try ContractViolation.unlessEqual(results[1], .success(.conditionFailed(current: current)))
        try ContractViolation.unlessEqual(try await text("key"), "3")
    }

    private func deleteManyAnswersEachInOrder() async throws {
        let version = try await put("kept", "value")
        try await put("gone")
        let results = await store.deleteMany([
            KVDelete(key: Self.key("gone")),
            KVDelete(key: Self.key("kept"), condition: .version(KVVersion(version.rawValue &+ 1000))),
            KVDelete(key: Self.key("absent")),
            KVDelete(key: Self.key("gone")),
        ])
        let current = KVEntry(value: Self.bytes("value"), version: version)
        let expected: [Result<KVDeleteOutcome, KVError>] = [
            .success(.deleted), .success(.conditionFailed(current: current)), .success(.deleted),
            .success(.deleted),
        ]
        try ContractViolation.unlessEqual(results, expected)
        try ContractViolation.unlessEqual(try await listNames(), ["kept"])
    }

    private func thousandsMayComeAtOnce() async throws {
        let names = (0..<3500).map { "key-\($0)" }
        let results = await store.putMany(names.map { write($0, $0) })
        try ContractViolation.unlessEqual(results.count, names.count)
        for result in results { _ = try self.version(of: result.get()) }
        let entries = try await store.getMany(names.map(Self.key))
        try ContractViolation.unlessEqual(entries.map { $0?.value }, names.map(Self.bytes))
        try ContractViolation.unlessEqual(try await listNames(), names.map(Self.key).sorted().map(\.name))
        let deletions = await store.deleteMany(names.map { KVDelete(key: Self.key($0)) })
        try ContractViolation.unless(deletions.allSatisfy { $0 == .success(.deleted) }, "all are deleted")
        try ContractViolation.unlessEqual(try await listNames(), [])
    }
}
