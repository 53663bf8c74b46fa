import Testing

@testable import Users

/// Published values of MurmurHash3_x64_128 with seed 0; tags must be the same on every machine and in every release.
struct ContentHashTests {
    static let vectors = [
        ("", "00000000000000000000000000000000"),
        ("hello", "cbd8a7b341bd9b025b1e906a48ae1d19"),
        ("hello, world", "342fac623a5ebc8e4cdcbc079642414d"),
        ("19 Jan 2038 at 3:14:07 AM", "b89e5988b737affc664fc2950231b2cb"),
        ("The quick brown fox jumps over the lazy dog.", "cd99481f9ee902c9695da1a38987b6e7"),
        ("The quick brown fox jumps over the lazy dog", "e34bbc7bbc071b6c7a433ca9c49a9347"),
    ]

    @Test(arguments: vectors)
    func aPublishedVectorHasItsPublishedValue(text: String, expected: String) {
        #expect(ContentHash(Array(text.utf8)).hexadecimal == expected)
    }

    @Test(arguments: 0...48)
    func everyByteAndTheLengthCount(length: Int) {
        let bytes = (0..<length).map { UInt8($0) }
        var hashes: Set<ContentHash> = [ContentHash(bytes), ContentHash(bytes + [0])]
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x80
            hashes.insert(ContentHash(changed))
        }
        #expect(hashes.count == length + 2)
    }
}
