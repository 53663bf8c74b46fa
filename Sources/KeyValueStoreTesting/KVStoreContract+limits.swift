import KeyValueStore

/// Limits: what is allowed works to the last byte, and one more is refused.
extension KVStoreContract {
    static let limitChecks = [
        Check(name: "aKeyMayHave512Bytes") { try await $0.aKeyMayHave512Bytes() },
        Check(name: "aValueMayHave25MiB") { try await $0.aValueMayHave25MiB() },
        Check(name: "metadataMayHave1024Bytes") { try await $0.metadataMayHave1024Bytes() },
        Check(name: "aPageHas1To1000Items") { try await $0.aPageHas1To1000Items() },
        Check(name: "aPrefixMayHave512Bytes") { try await $0.aPrefixMayHave512Bytes() },
    ]

    private func aKeyMayHave512Bytes() async throws {
        let longest = String(repeating: "é", count: KVLimits.keyBytesMaximum / 2)
        try await put(longest, "longest")
        try await put(String(longest.dropLast()), "shorter")
        try ContractViolation.unlessEqual(try await text(longest), "longest")
        try ContractViolation.unlessEqual(try await listNames(limit: 1).map(\.utf8.count), [510, 512])
        let tooLong = KVError.invalidKey(.tooLong(bytes: 513))
        try await ContractViolation.unlessThrows(tooLong) { () async throws(KVError) in
            try KVKey(longest + "x")
        }
    }

    private func aValueMayHave25MiB() async throws {
        var value = [UInt8](repeating: 0x61, count: KVLimits.valueBytesMaximum)
        value[value.count - 1] = 0
        _ = try self.version(of: await store.put(KVWrite(key: Self.key("key"), value: value)))
        let found = try await store.get(Self.key("key"))?.value
        try ContractViolation.unless(found == value, "a value of 25 MiB comes back")
        value.append(0)
        let larger = KVWrite(key: Self.key("key"), value: value)
        let tooLarge = KVError.valueTooLarge(bytes: KVLimits.valueBytesMaximum + 1)
        try await ContractViolation.unlessThrows(tooLarge) { () async throws(KVError) in
            try await store.put(larger)
        }
        let many = await store.putMany([larger])
        try ContractViolation.unlessEqual(many, [.failure(tooLarge)])
        let kept = try await store.get(Self.key("key"))?.value.count
        try ContractViolation.unlessEqual(kept, KVLimits.valueBytesMaximum)
    }

    private func metadataMayHave1024Bytes() async throws {
        let longest = "\"" + String(repeating: "x", count: KVLimits.metadataBytesMaximum - 2) + "\""
        try await put("key", metadata: longest)
        let found = try await store.get(Self.key("key"))?.metadata
        try ContractViolation.unlessEqual(found, Self.bytes(longest))
        let longer = KVWrite(key: Self.key("key"), value: [], metadata: Self.bytes(longest + " "))
        let tooLarge = KVError.metadataTooLarge(bytes: KVLimits.metadataBytesMaximum + 1)
        try await ContractViolation.unlessThrows(tooLarge) { () async throws(KVError) in
            try await store.put(longer)
        }
        try ContractViolation.unlessEqual(try await text("key"), "value")
    }

    private func aPageHas1To1000Items() async throws {
        let writes = (0..<1001).map { KVWrite(key: Self.key("key-\($0)"), value: []) }
        for result in await store.putMany(writes) { _ = try self.version(of: result.get()) }
        for limit in [0, -1, Int.min, 1001, Int.max] {
            try await ContractViolation.unlessThrows(KVError.invalidListLimit(limit)) {
                () async throws(KVError) in
                try await store.list(KVListQuery(limit: limit))
            }
        }
        try ContractViolation.unlessEqual(try await listAll(limit: 1000).count, 1001)
        try ContractViolation.unlessEqual(try await store.list(KVListQuery(limit: 1)).items.count, 1)
    }

    private func aPrefixMayHave512Bytes() async throws {
        let longest = String(repeating: "x", count: KVLimits.keyBytesMaximum)
        try await put(longest)
        try ContractViolation.unlessEqual(try await listNames(prefix: longest), [longest])
        let tooLong = KVError.invalidKey(.tooLong(bytes: 513))
        try await ContractViolation.unlessThrows(tooLong) { () async throws(KVError) in
            try await store.list(KVListQuery(prefix: Self.bytes(longest + "x")))
        }
    }
}
