import HTTPClient
import JSON

/// Removes every user that a run made: those that answers told of, and those under the prefix of the run, whose answers may
/// have been lost.
struct RegressionCleanup {
    /// The longest wait for an answer; a service that hangs must not hold up the end for as long as a check may take.
    private static let timeout = Duration.seconds(10)
    /// So many requests in a row without an answer say that there is no use in going on.
    private static let unansweredMaximum = 2
    /// So many of the users that could not be removed are named.
    private static let namedMaximum = 5

    private let client: RegressionClient
    /// Why a user could not be removed, by its path.
    private var reasons: [String: String] = [:]
    private var unansweredCount = 0

    init(_ client: RegressionClient) {
        self.client = client
    }

    /// Goes on after a user that cannot be removed, and fails at the end with what is left.
    mutating func run() async throws(RegressionFailure) {
        for path in client.madePaths { await remove(path) }
        do {
            try await removeListed()
        } catch {
            reasons["/users"] = "\(error)"
        }
        if reasons.isEmpty { return }
        let named = reasons.sorted { $0.key < $1.key }.prefix(Self.namedMaximum)
        let list = named.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        throw RegressionFailure("users of this run may be left, \(reasons.count) failures: \(list)")
    }

    private mutating func removeListed() async throws {
        var cursor: String?
        repeat {
            if unansweredCount >= Self.unansweredMaximum { return }
            let next = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try await client.send(
                "GET",
                "/users?limit=1000&prefix=\(client.prefix)\(next)",
                timeout: Self.timeout
            ).expect(200).json()
            for user in page["users"]?.arrayValue ?? [] {
                guard let id = user.objectValue?["id"]?.stringValue, id.hasPrefix(client.prefix) else {
                    continue
                }
                await remove("/users/\(Self.escaped(id))")
            }
            cursor = page["cursor"]?.stringValue
        } while cursor != nil
    }

    private mutating func remove(_ path: String) async {
        if unansweredCount >= Self.unansweredMaximum {
            reasons[path] = "not tried, because nothing answers"
            return
        }
        do throws(RegressionFailure) {
            // A service may refuse changes without a precondition; this one holds for every user that is there.
            let answer = try await client.send(
                "DELETE",
                path,
                headers: [("If-Match", "*")],
                timeout: Self.timeout
            )
            unansweredCount = 0
            // 404 and 412 say that there is no such user.
            let isGone = (200...299).contains(answer.status) || [404, 412].contains(answer.status)
            reasons[path] = isGone ? nil : "status \(answer.status)"
        } catch {
            unansweredCount += 1
            reasons[path] = error.description
        }
    }

    /// Percent-encodes all but unreserved characters (RFC 3986 section 2.3).
    private static func escaped(_ id: String) -> String {
        id.utf8.reduce(into: "") { text, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }
}
