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
        // What the package mmh3 5 for Python makes of the beginnings around whole blocks and words.
        ("T", "8c03777e9184689a3ab5d6b4ba293e79"),
        ("The qui", "f0d3843a5abcd5c99394b7f9c86d6073"),
        ("The quic", "644baae4ad5b71cd8eeef997e2881cdf"),
        ("The quick", "37a06404b2a8f155adbcc8ff3d6eccc0"),
        ("The quick brown", "48137cb864e39216fd7baf64397ad64b"),
        ("The quick brown ", "9d1244f4af9b32c43d153c8b2c2a3aa6"),
        ("The quick brown f", "91f96376e757e9ae9b44e58dae83eb0c"),
        ("The quick brown fox jum", "25cc3b72e0851d67937c3cfeaf07a94d"),
        ("The quick brown fox jump", "71264eee42007ce532a8e9f120366d2b"),
        ("The quick brown fox jumps", "e48f444ca7740bd26ac81b382464ec36"),
        ("The quick brown fox jumps over ", "9b28b5ddd9c4c5090d3c1cb80fe2f964"),
        ("The quick brown fox jumps over t", "df6af91bb29bdacf91a341c58df1f3a6"),
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
