import Testing

@testable import HTTPServer

@Suite struct RequestIDGeneratorTests {
    @Test func identifiersAreHexadecimalAndUnique() {
        let generators = [RequestIDGenerator(), RequestIDGenerator()]
        var seen: Set<String> = []
        for generator in generators {
            for _ in 0..<5000 {
                let identifier = generator.next()
                let text = identifier.text
                #expect("\(identifier)" == text)
                #expect(
                    text.utf8.count == 32
                        && text.utf8.allSatisfy { $0.hexadecimalValue != nil && $0.asciiLowercased == $0 }
                )
                seen.insert(text)
            }
        }
        #expect(seen.count == 10_000)
    }
}
