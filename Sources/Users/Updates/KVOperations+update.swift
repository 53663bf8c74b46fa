import KeyValueStore

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
        let slot = UpdateSlot(change: change, precondition: precondition, expiry: expiry)
        let key = Self.key(id)
        switch updates.add(slot, for: key) {
        case .refused:
            throw .store(.overloaded(retryAfter: .seconds(1)))
        case .waits: break
        case .run:
            await carryOut(updates.next(for: key), id)
            if updates.goesOn(for: key) {
                // The caller has its answer; what came meanwhile is not for it to wait for.
                Task { await carryOutRest(id) }
            }
        }
        return try await slot.result().get()
    }

    private func carryOutRest(_ id: UserID) async {
        while true {
            let slots = updates.next(for: Self.key(id))
            if slots.isEmpty { return }
            await carryOut(slots, id)
        }
    }

    /// Applies changes in their order and writes the outcome, once.
    private func carryOut(_ slots: [UpdateSlot], _ id: UserID) async {
        do throws(UserError) {
            var applied = try await applyToCurrent(slots, id)
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
                    applied = newer.map { apply(slots, to: $0, id) }
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
        _ id: UserID
    ) async throws(UserError) -> Application? {
        let reading = try await reading(id, .standard)
        let applied = reading.entry.map { apply(slots, to: $0, id) }
        let isRefused = applied?.writes.contains { if case .failure = $0 { true } else { false } } ?? true
        if !isRefused || reading.origin.isOfTheStore { return applied }
        let entry = try await self.reading(id, KVReadDirective(bypassesCache: true)).entry
        return entry.map { apply(slots, to: $0, id) }
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

    private func apply(_ slots: [UpdateSlot], to entry: KVEntry, _ id: UserID) -> Application {
        var working = entry
        var last: KVWrite?
        let writes = slots.map { slot in
            Result { () throws(UserError) in
                let write = try updateWrite(id, working, slot.change, slot.precondition, slot.expiry)
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
