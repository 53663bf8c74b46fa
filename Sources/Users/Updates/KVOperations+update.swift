package import KeyValueStore

extension KVOperations {
    /// Changes a user; nil where there is none.
    ///
    /// Two concurrent changes of different members both survive: the write is conditional on what was read, and tried
    /// again on what another process wrote in between. Changes of one user that come while a write of it is under way
    /// are applied one after the other and written together; each caller gets the user as it was after its own change.
    package func updateUser(
        _ id: UserID,
        _ change: UserChange,
        precondition: UserPrecondition = .none,
        expiry: UserExpiry = .unchanged
    ) async throws(UserError) -> User? {
        try await withCheckedContinuation { caller in
            let slot = UpdateSlot(change: change, precondition: precondition, expiry: expiry) {
                caller.resume(returning: $0)
            }
            let key = Self.key(id)
            if admit(slot, for: key) { Task { await carryOutAll([slot], id, key, from: .cache) } }
        }.get()
    }

    /// Changes a user in the same way, without a task where all goes as it mostly does: what is read is at hand, the change
    /// is in order, nothing else waits, and nobody changed the user in between.
    ///
    /// - Parameter completion: called once, on the executor or in the concurrency pool.
    package func updateUser(
        _ id: UserID,
        _ change: UserChange,
        precondition: UserPrecondition = .none,
        expiry: UserExpiry = .unchanged,
        on executor: any KVCallbackExecutor,
        completion: @escaping @Sendable (Result<User?, UserError>) -> Void
    ) {
        let slot = UpdateSlot(
            change: change,
            precondition: precondition,
            expiry: expiry,
            answer: completion
        )
        let key = Self.key(id)
        guard admit(slot, for: key) else { return }
        switch attempt(slot, id, key) {
        case .write(let write): put(write, for: slot, id, on: executor)
        case .refused: Task { await carryOutAll([slot], id, key, from: .store) }
        case .long(let entry):
            Task { await carryOutAll([slot], id, key, from: .entry(entry, isOfTheStore: false)) }
        case .notAtHand: Task { await carryOutAll([slot], id, key, from: .cache) }
        }
    }

    /// Takes a change in; true where nobody works on the user yet, and the caller has to.
    private func admit(_ slot: UpdateSlot, for key: KVKey) -> Bool {
        switch updates.add(slot, for: key) {
        case .run: return true
        case .waits: return false
        case .refused:
            slot.answer(.failure(.store(.overloaded(retryAfter: .seconds(1)))))
            return false
        }
    }

    // MARK: Without a task

    /// What a change comes to, by what can be read without waiting.
    private enum Attempt {
        case write(KVWrite)
        /// Nothing, unless the store holds something else.
        case refused
        /// The user is so long that changing it takes long.
        case long(KVEntry)
        /// It takes waiting, or may take long: a few operations of a JSON Patch can make much of little.
        case notAtHand
    }

    private func attempt(_ slot: UpdateSlot, _ id: UserID, _ key: KVKey) -> Attempt {
        if case .jsonPatch = slot.change { return .notAtHand }
        let now = clock.monotonicNanoseconds()
        guard case .success(let entry)? = store.readInPlace(key, atNanoseconds: now) else {
            return .notAtHand
        }
        guard let entry else { return .refused }
        if entry.value.count > Self.updateInPlaceBytesMaximum { return .long(entry) }
        do throws(UserError) {
            return .write(try updateWrite(id, key, entry, slot.change, slot.precondition, slot.expiry))
        } catch {
            return .refused
        }
    }

    private func put(
        _ write: KVWrite,
        for slot: UpdateSlot,
        _ id: UserID,
        on executor: any KVCallbackExecutor
    ) {
        store.put(write, on: executor) { [self] write, result in
            let key = write.key
            switch result {
            case .success(.written(let version)):
                finish(slot, .success(Self.user(id, write, version)), id, key)
            case .success(.conditionFailed(let newer)):
                Task { await carryOutAll([slot], id, key, from: .entry(newer, isOfTheStore: true)) }
            case .failure(let error):
                finish(slot, .failure(.store(error)), id, key)
            }
        }
    }

    private func finish(_ slot: UpdateSlot, _ answer: UpdateSlot.Answer, _ id: UserID, _ key: KVKey) {
        // Before the caller has its answer: a change that it sends then is not for a task.
        let goesOn = updates.goesOn(for: key)
        slot.answer(answer)
        if goesOn { Task { await carryOutWaiting(id, key) } }
    }

    // MARK: In a task

    /// What changes are applied to at first.
    private enum Start {
        /// What the cache says.
        case cache
        /// What the store says when it is asked now.
        case store
        /// An entry that has been read, nil for none; whether it is what the store has said since the change came.
        case entry(KVEntry?, isOfTheStore: Bool)
    }

    /// Carries out some changes, and after them those that have come meanwhile.
    private func carryOutAll(_ first: [UpdateSlot], _ id: UserID, _ key: KVKey, from start: Start) async {
        await carryOut(first, id, key, from: start)
        await carryOutWaiting(id, key)
    }

    private func carryOutWaiting(_ id: UserID, _ key: KVKey) async {
        while true {
            let slots = updates.next(for: key)
            if slots.isEmpty { return }
            await carryOut(slots, id, key, from: .cache)
        }
    }

    /// Applies changes in their order and writes the outcome, once.
    private func carryOut(
        _ slots: [UpdateSlot],
        _ id: UserID,
        _ key: KVKey,
        from start: Start
    ) async {
        do throws(UserError) {
            var applied = try await applyToCurrent(slots, id, key, from: start)
            for _ in 0..<Self.updateAttemptsMaximum {
                guard let (writes, last) = applied else {
                    for slot in slots { slot.answer(Self.answerOfAbsence(slot)) }
                    return
                }
                guard let last else {
                    for (slot, write) in zip(slots, writes) { slot.answer(write.map { _ in nil }) }
                    return
                }
                switch try await put(last) {
                case .written(let version):
                    for (slot, write) in zip(slots, writes) {
                        slot.answer(write.map { Self.user(id, $0, version) })
                    }
                    return
                case .conditionFailed(let newer):
                    applied = newer.map { apply(slots, to: $0, id, key) }
                }
            }
            throw .contended
        } catch {
            for slot in slots { slot.answer(.failure(error)) }
        }
    }

    /// What the changes make of the user; nil where there is none.
    ///
    /// A cache may be behind another process. The condition of the write finds out, but where a change is refused there is
    /// no write: a refusal must be about what the store holds.
    private func applyToCurrent(
        _ slots: [UpdateSlot],
        _ id: UserID,
        _ key: KVKey,
        from start: Start
    ) async throws(UserError) -> Application? {
        let (entry, isOfTheStore) = try await entry(key, from: start)
        let applied = entry.map { apply(slots, to: $0, id, key) }
        let isRefused = applied?.writes.contains { if case .failure = $0 { true } else { false } } ?? true
        if !isRefused || isOfTheStore { return applied }
        return try await self.entry(key, from: .store).0.map { apply(slots, to: $0, id, key) }
    }

    private func entry(_ key: KVKey, from start: Start) async throws(UserError) -> (
        KVEntry?, isOfTheStore: Bool
    ) {
        switch start {
        case .entry(let entry, let isOfTheStore): return (entry, isOfTheStore)
        case .cache:
            let reading = try await reading(key, .standard)
            return (reading.entry, reading.origin.isOfTheStore)
        case .store:
            return (try await reading(key, KVReadDirective(bypassesCache: true)).entry, true)
        }
    }

    /// The write that each change would make after those before it, or what is wrong with it, and the write that makes
    /// all of them; nil where none is good.
    private typealias Application = (writes: [Result<KVWrite, UserError>], last: KVWrite?)

    private static func answerOfAbsence(_ slot: UpdateSlot) -> UpdateSlot.Answer {
        slot.precondition.holds(for: nil) ? .success(nil) : .failure(.preconditionFailed(current: nil))
    }

    private static func user(_ id: UserID, _ write: KVWrite, _ version: KVVersion) -> User {
        User(id: id, json: write.value, expiration: write.expiration, version: version)
    }

    private func apply(_ slots: [UpdateSlot], to entry: KVEntry, _ id: UserID, _ key: KVKey) -> Application {
        var working = entry
        var last: KVWrite?
        let writes = slots.map { slot in
            Result { () throws(UserError) in
                let write = try updateWrite(id, key, working, slot.change, slot.precondition, slot.expiry)
                working.value = write.value
                working.expiration = write.expiration
                last = write
                return write
            }
        }
        return (writes, last)
    }
}

extension KVReadOrigin {
    /// Whether the store gave the answer, to a question that was asked after the read began.
    fileprivate var isOfTheStore: Bool {
        switch self {
        case .store: true
        case .cacheMiss(let miss): !miss.collapsed
        case .cacheHit, .cacheStale, .notCached: false
        }
    }
}
