import Testing

@testable import UserAPI

struct APIKeysTests {
    private func admits(_ keys: APIKeys, _ authorization: String) -> Bool {
        Array(authorization.utf8).withUnsafeBytes { keys.admits($0) }
    }

    static let authorizations: [(value: String, isAdmitted: Bool)] = [
        ("Bearer first-key", true),
        ("bearer first-key", true),
        ("BEARER second.key~+/=", true),
        ("Bearer third_key", true),
        ("Bearer first-kez", false),
        ("Bearer first-ke", false),
        ("Bearer first-keyy", false),
        ("Bearer first-keyfirst-key", false),
        ("Bearer First-key", false),
        ("Bearer  first-key", false),
        ("Bearer first-key ", false),
        ("Bearer", false),
        ("Bearer ", false),
        ("", false),
        ("Basic first-key", false),
        ("Bearer first-key,second.key~+/=", false),
        ("Bearerfirst-key", false),
        ("first-key", false),
    ]

    @Test(arguments: authorizations)
    func oneOfTheKeysAdmitsAndNothingElseDoes(value: String, isAdmitted: Bool) throws {
        let keys = try APIKeys(fileText: "# comment\n\n first-key\t\r\nsecond.key~+/=\nthird_key")
        #expect(keys.isRequired)
        #expect(admits(keys, value) == isAdmitted)
    }

    @Test func everyBitOfAKeyCounts() throws {
        let keys = try APIKeys(fileText: "0123456789")
        for index in 0..<10 {
            for bit in 0..<8 {
                var presented = Array("Bearer 0123456789".utf8)
                presented[7 + index] ^= 1 << UInt8(bit)
                #expect(!presented.withUnsafeBytes { keys.admits($0) })
            }
        }
    }

    static let files: [(text: String, line: Int, reason: APIKeysError.Reason)] = [
        ("", 1, .none),
        ("# only a comment\n\n", 1, .none),
        ("good-key\nshort", 2, .invalidKey),
        ("\n\nwith space inside", 3, .invalidKey),
        ("schlüssel-key", 1, .invalidKey),
        ("\"quoted-key\"", 1, .invalidKey),
        (String(repeating: "k", count: 513), 1, .invalidKey),
        ((0...1000).map { "key-number-\($0)" }.joined(separator: "\n"), 1001, .tooMany),
    ]

    @Test(arguments: files)
    func aFaultyFileIsRefusedWithItsLineAndWithoutTheKey(text: String, line: Int, reason: APIKeysError.Reason)
        throws
    {
        let error = #expect(throws: APIKeysError.self) { try APIKeys(fileText: text) }
        #expect(error == APIKeysError(line: line, reason: reason))
        let told = try #require(error).description
        for key in text.split(separator: "\n") where key.count > 4 { #expect(!told.contains(key)) }
    }

    @Test func theLongestAndTheMostKeysAreTaken() throws {
        _ = try APIKeys(fileText: String(repeating: "k", count: 512))
        let keys = try APIKeys(fileText: (1...1000).map { "key-number-\($0)" }.joined(separator: "\n"))
        #expect(admits(keys, "Bearer key-number-1000"))
        #expect(keys.description == "1000 API keys")
    }

    @Test func withoutKeysNobodyIsAsked() {
        #expect(!APIKeys.none.isRequired)
    }
}
