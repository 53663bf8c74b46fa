import Bytes
package import JSON
package import KeyValueStore

/// The operations on users, over any key-value store.
///
/// Key schema:
///
/// | key                         | value                                                       |
/// |-----------------------------|-------------------------------------------------------------|
/// | `user:<id>`                 | a user: the JSON object that a GET returns, in the format   |
/// |                             | `{"id","email","preferences","createdAt","updatedAt", ...}` |
/// | `idempotency:<fingerprint>` | what became of a request with an `Idempotency-Key`, by the  |
/// |                             | fingerprint of the key; kept by the HTTP interface          |
///
/// Keys under other prefixes, such as `session:` and `cache:`, belong to whoever wrote them; nothing here lists or touches
/// them. A Worker that keeps users in this format can share the namespace.
package final class KVOperations: Sendable {
    /// What the key of every user begins with.
    package static let keyPrefix: StaticString = "user:"
    /// How often an update is tried again when another process changed the user in between.
    package static let updateAttemptsMaximum = 16
    /// The longest document, in bytes, that is changed on the event loop of its request, whose other requests wait meanwhile.
    package static let updateInPlaceBytesMaximum = 16 * 1024

    package let store: any KVStore
    package let clock: any KVClock
    package let rules: UserRules
    /// Conditional deletes of one user wait for each other; against changes the condition of the write decides.
    private let writers = KeyedMutex()
    /// Changes of a user that wait while one is being written.
    let updates = UpdateQueue()

    package init(store: any KVStore, clock: any KVClock = SystemClock(), rules: UserRules = UserRules()) {
        self.store = store
        self.clock = clock
        self.rules = rules
    }

    /// The key of a user.
    package static func key(_ id: UserID) -> KVKey {
        let text = id.text
        let bytes = [UInt8](atMost: keyPrefix.utf8CodeUnitCount + text.utf8.count) { cursor in
            cursor.append(keyPrefix)
            cursor.append(text: text)
        }
        return KVKey(unchecked: bytes)
    }

    // MARK: Get

    /// A user, nil where there is none, and where the answer came from.
    package func getUser(
        _ id: UserID,
        directive: KVReadDirective = .standard
    ) async throws(UserError) -> (user: User?, origin: KVReadOrigin) {
        do throws(KVError) {
            let reading = try await store.read(Self.key(id), directive)
            return (reading.entry.map { User(id: id, entry: $0) }, reading.origin)
        } catch {
            throw .store(error)
        }
    }

    // MARK: Create

    /// Creates a user from the JSON text that a client sent.
    ///
    /// - Throws: `exists` where the id is taken; nothing is changed then.
    package func createUser(
        _ json: [UInt8],
        precondition: UserPrecondition = .none,
        expiry: UserExpiry = .unchanged
    ) async throws(UserError) -> User {
        try await createUser(try SentDocument(json), precondition: precondition, expiry: expiry)
    }

    /// Creates a user from what a client sent.
    package func createUser(
        _ sent: SentDocument,
        precondition: UserPrecondition = .none,
        expiry: UserExpiry = .unchanged
    ) async throws(UserError) -> User {
        let (id, write) = try newUserWrite(sent, expiry: expiry)
        return try Self.created(id, write, try await put(write), precondition)
    }

    /// Creates a user without a task: `completion` is called once, on the executor.
    package func createUser(
        _ sent: SentDocument,
        precondition: UserPrecondition = .none,
        expiry: UserExpiry = .unchanged,
        on executor: any KVCallbackExecutor,
        completion: @escaping @Sendable (Result<User, UserError>) -> Void
    ) {
        do throws(UserError) {
            let (id, write) = try newUserWrite(sent, expiry: expiry)
            store.put(write, on: executor) { write, result in
                do throws(UserError) {
                    let outcome = try result.mapError { UserError.store($0) }.get()
                    completion(.success(try Self.created(id, write, outcome, precondition)))
                } catch {
                    completion(.failure(error))
                }
            }
        } catch {
            executor.execute { completion(.failure(error)) }
        }
    }

    /// What the outcome of the write of a new user means.
    private static func created(
        _ id: UserID,
        _ write: KVWrite,
        _ outcome: KVWriteOutcome,
        _ precondition: UserPrecondition
    ) throws(UserError) -> User {
        switch outcome {
        case .written(let version):
            return User(id: id, json: write.value, expiration: write.expiration, version: version)
        case .conditionFailed(let current?) where precondition == .none:
            throw .exists(User(id: id, entry: current))
        case .conditionFailed(let current):
            throw .preconditionFailed(current: current.map { User(id: id, entry: $0) })
        }
    }

    /// The write that creates a user if its id is free.
    func newUserWrite(_ sent: SentDocument, expiry: UserExpiry) throws(UserError) -> (UserID, KVWrite) {
        let user = try NewUser(sent, rules: rules, nowMilliseconds: clock.wallMilliseconds())
        let write = KVWrite(
            key: Self.key(user.id),
            value: user.json,
            expiration: expiry.resolved(current: nil),
            condition: .absent
        )
        return (user.id, write)
    }

    // MARK: Update

    func updateWrite(
        _ id: UserID,
        _ key: KVKey,
        _ entry: KVEntry,
        _ change: UserChange,
        _ precondition: UserPrecondition,
        _ expiry: UserExpiry
    ) throws(UserError) -> KVWrite {
        if !precondition.holds(for: entry.value) {
            throw .preconditionFailed(current: User(id: id, entry: entry))
        }
        let value = try changed(entry.value, change, id)
        if value.count > rules.documentBytesMaximum, value.count > entry.value.count {
            throw .documentTooLarge(bytes: value.count, maximum: rules.documentBytesMaximum)
        }
        return KVWrite(
            key: key,
            value: value,
            metadata: entry.metadata,
            expiration: expiry.resolved(current: entry.expiration),
            condition: .version(entry.version)
        )
    }

    /// The text of a user after a change.
    private func changed(_ stored: [UInt8], _ change: UserChange, _ id: UserID) throws(UserError) -> [UInt8] {
        let now = clock.wallMilliseconds()
        if let text = change.text(of: stored, rules: rules, nowMilliseconds: now) { return text }
        guard let document = UserDocument(stored: stored) else { throw .notAUser(id) }
        return try document.applying(change, id: id, rules: rules, nowMilliseconds: now).bytes
    }

    // MARK: Delete

    /// Deletes a user, if the precondition holds; deleting an absent user succeeds.
    package func deleteUser(_ id: UserID, precondition: UserPrecondition = .none) async throws(UserError) {
        if precondition == .none {
            _ = try await delete(KVDelete(key: Self.key(id)))
            return
        }
        let key = Self.key(id)
        try await writers.withKey(key) { () async throws(UserError) in
            var current = try await reading(key, KVReadDirective(bypassesCache: true)).entry
            for _ in 0..<Self.updateAttemptsMaximum {
                if !precondition.holds(for: current?.value) {
                    throw .preconditionFailed(current: current.map { User(id: id, entry: $0) })
                }
                guard let entry = current else { return }
                switch try await delete(KVDelete(key: key, condition: .version(entry.version))) {
                case .deleted: return
                case .conditionFailed(let newer): current = newer
                }
            }
            throw .contended
        }
    }

    // MARK: Parts

    /// Reads JSON text that must be an object.
    package static func parseObject(_ json: [UInt8]) throws(UserError) -> JSONObject {
        try object(parse(json))
    }

    /// Reads JSON text.
    static func parse(_ json: [UInt8]) throws(UserError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(json)
        } catch {
            throw .json(error)
        }
    }

    /// The members of a value that must be an object.
    static func object(_ value: JSONValue) throws(UserError) -> JSONObject {
        guard let object = value.objectValue else {
            throw .violation(
                UserViolation(
                    .wrongType,
                    pointer: "",
                    detail: "The document must be an object, not \(value.kind)."
                )
            )
        }
        return object
    }

    func reading(_ key: KVKey, _ directive: KVReadDirective) async throws(UserError) -> KVReading {
        do throws(KVError) {
            return try await store.read(key, directive)
        } catch {
            throw .store(error)
        }
    }

    func put(_ write: KVWrite) async throws(UserError) -> KVWriteOutcome {
        do throws(KVError) {
            return try await store.put(write)
        } catch {
            throw .store(error)
        }
    }

    private func delete(_ delete: KVDelete) async throws(UserError) -> KVDeleteOutcome {
        do throws(KVError) {
            return try await store.delete(delete)
        } catch {
            throw .store(error)
        }
    }
}

extension KVOperations {
    /// Whether stored bytes are a JSON object, which is the least that makes them a user.
    package static func isUser(_ json: [UInt8]) -> Bool {
        JSONParser.isObject(json, limits: .stored)
    }
}
