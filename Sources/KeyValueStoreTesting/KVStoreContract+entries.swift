import KeyValueStore

/// Entries alone: what is put is what is read.
extension KVStoreContract {
    static let entryChecks = [
        Check(name: "anAbsentKeyHasNoEntry") { try await $0.anAbsentKeyHasNoEntry() },
        Check(name: "deletingAnAbsentKeySucceeds") { try await $0.deletingAnAbsentKeySucceeds() },
        Check(name: "aPutIsReadBackWhole") { try await $0.aPutIsReadBackWhole() },
        Check(name: "aPutWithoutATaskIsAPut") { try await $0.aPutWithoutATaskIsAPut() },
        Check(name: "whatIsReadInPlaceIsTheSame") { try await $0.whatIsReadInPlaceIsTheSame() },
        Check(name: "aPutReplacesEverythingTogether") { try await $0.aPutReplacesEverythingTogether() },
        Check(name: "theMetadataNullMeansNone") { try await $0.theMetadataNullMeansNone() },
        Check(name: "anEmptyValueIsNotAbsence") { try await $0.anEmptyValueIsNotAbsence() },
        Check(name: "anyBytesComeBackAsValue") { try await $0.anyBytesComeBackAsValue() },
        Check(name: "anyCharacterMayBeInAKey") { try await $0.anyCharacterMayBeInAKey() },
        Check(name: "canonicallyEqualKeysAreDifferent") { try await $0.canonicallyEqualKeysAreDifferent() },
        Check(name: "aDeletedEntryIsGone") { try await $0.aDeletedEntryIsGone() },
        Check(name: "aServingStoreIsReady") { try await $0.store.checkReadiness() },
    ]

    private func anAbsentKeyHasNoEntry() async throws {
        try await put("present")
        try ContractViolation.unlessEqual(try await store.get(Self.key("absent")), nil)
        let many = try await store.getMany([Self.key("absent"), Self.key("presen")])
        try ContractViolation.unlessEqual(many, [nil, nil])
    }

    private func deletingAnAbsentKeySucceeds() async throws {
        let outcome = try await store.delete(KVDelete(key: Self.key("absent")))
        try ContractViolation.unlessEqual(outcome, .deleted)
    }

    private func aPutIsReadBackWhole() async throws {
        let expiration = nowSeconds + 100
        let version = try await put("key", "value", metadata: #"{"a":1}"#, expiration: expiration)
        let expected = KVEntry(
            value: Self.bytes("value"),
            metadata: Self.bytes(#"{"a":1}"#),
            expiration: expiration,
            version: version
        )
        try ContractViolation.unlessEqual(try await store.get(Self.key("key")), expected)
        try ContractViolation.unlessEqual(try await store.getMany([Self.key("key")]), [expected])
    }

    private func aPutWithoutATaskIsAPut() async throws {
        let queue = CallbackQueue()
        var write = KVWrite(key: Self.key("key"), value: Self.bytes("value"), condition: .absent)
        let (created, isHere) = await queue.put(write, into: store)
        try ContractViolation.unless(isHere, "a completion is called on its executor")
        let expected = KVEntry(value: write.value, version: try version(of: created.get()))
        try ContractViolation.unlessEqual(try await store.get(write.key), expected)
        write.value = Self.bytes("other")
        let (second, _) = await queue.put(write, into: store)
        try ContractViolation.unlessEqual(second, .success(.conditionFailed(current: expected)))
        try ContractViolation.unlessEqual(try await store.get(write.key), expected)
        write.metadata = Array(repeating: 0x20, count: KVLimits.metadataBytesMaximum + 1)
        let (refused, isRefusedHere) = await queue.put(write, into: store)
        let error = KVError.metadataTooLarge(bytes: KVLimits.metadataBytesMaximum + 1)
        try ContractViolation.unlessEqual(refused, .failure(error))
        try ContractViolation.unless(isRefusedHere, "a completion is called on its executor")
    }

    private func whatIsReadInPlaceIsTheSame() async throws {
        func check(_ key: String) async throws {
            let now = clock.monotonicNanoseconds()
            guard let inPlace = store.readInPlace(Self.key(key), atNanoseconds: now) else { return }
            try ContractViolation.unlessEqual(try inPlace.get(), try await store.get(Self.key(key)))
        }
        try await check("key")
        try await put("key", "value", metadata: "1", expiration: nowSeconds + 100)
        try await check("key")
        clock.advance(seconds: 100)
        try await check("key")
    }

    private func aPutReplacesEverythingTogether() async throws {
        try await put("key", "old", metadata: "1", expiration: nowSeconds + 100)
        let version = try await put("key", "new")
        let expected = KVEntry(value: Self.bytes("new"), version: version)
        try ContractViolation.unlessEqual(try await store.get(Self.key("key")), expected)
        clock.advance(seconds: 200)
        try ContractViolation.unlessEqual(try await text("key"), "new")
    }

    private func theMetadataNullMeansNone() async throws {
        try await put("key", metadata: "null")
        try ContractViolation.unlessEqual(try await store.get(Self.key("key"))?.metadata, nil)
        try ContractViolation.unlessEqual(try await listAll().map(\.metadata), [nil])
    }

    private func anEmptyValueIsNotAbsence() async throws {
        try await put("key", "")
        try ContractViolation.unlessEqual(try await text("key"), "")
        try ContractViolation.unlessEqual(try await listNames(), ["key"])
        let write = KVWrite(key: Self.key("key"), value: [], condition: .absent)
        guard case .conditionFailed = try await store.put(write) else {
            throw ContractViolation(description: "a key with an empty value counts as absent")
        }
    }

    private func anyBytesComeBackAsValue() async throws {
        let allBytes = (0...255).map { UInt8($0) }
        let values: [[UInt8]] = [
            allBytes, [0], [0, 0], [0xFF], [UInt8](repeating: 0, count: 5000), allBytes.reversed(),
        ]
        let large = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        for value in values + [large] {
            _ = try await store.put(KVWrite(key: Self.key("key"), value: value))
            let found = try await store.get(Self.key("key"))?.value
            try ContractViolation.unless(found == value, "a value of \(value.count) bytes comes back")
        }
    }

    private func anyCharacterMayBeInAKey() async throws {
        let ascii = (0..<128).map { String(UnicodeScalar(UInt8($0))) }.filter { $0 != "." }
        let others = [
            "...", "../x", "a/b", "//", "%2F", "a b", "é", "ß", "漢字", "😀", "\u{FFFD}", "\u{10FFFF}",
            "\r\n", "a\u{0}b", "key:with:colons", "'; DROP TABLE entries; --", "\u{202E}abc", "null",
        ]
        let names = ascii + others
        for name in names { try await put(name, "value of \(name)") }
        for name in names {
            try ContractViolation.unlessEqual(try await text(name), "value of \(name)")
        }
        let listed = try await listAll().map(\.key)
        try ContractViolation.unlessEqual(listed, names.map(Self.key).sorted())
        let outcomes = await store.deleteMany(names.map { KVDelete(key: Self.key($0)) })
        try ContractViolation.unlessEqual(outcomes, names.map { _ in .success(.deleted) })
        try ContractViolation.unlessEqual(try await listNames(), [])
    }

    private func canonicallyEqualKeysAreDifferent() async throws {
        try await put("\u{E9}", "composed")
        try await put("e\u{301}", "decomposed")
        try ContractViolation.unlessEqual(try await text("\u{E9}"), "composed")
        try ContractViolation.unlessEqual(try await text("e\u{301}"), "decomposed")
    }

    private func aDeletedEntryIsGone() async throws {
        try await put("key")
        try await put("kez")
        try ContractViolation.unlessEqual(try await store.delete(KVDelete(key: Self.key("key"))), .deleted)
        try ContractViolation.unlessEqual(try await text("key"), nil)
        try ContractViolation.unlessEqual(try await listNames(), ["kez"])
    }
}
