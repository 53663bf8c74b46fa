import Glibc
import Testing

@testable import HTTPServer

/// Random paths against a router, compared with a plain reading of the same table.
///
/// `USERKV_FUZZ_MULTIPLIER` asks for so many times more paths.
struct RouterFuzzTests {
    private static let rounds =
        20_000 * (getenv("USERKV_FUZZ_MULTIPLIER").flatMap { Int(String(cString: $0)) } ?? 1)
    private static let patterns = [
        "/", "/users", "/users/{id}", "/users:batchGet", "/a/b/{x}/c", "/raw/{rest...}",
    ]

    @Test func aRandomPathIsRoutedAsItReads() throws {
        var builder = RouterBuilder<Int>()
        for (index, pattern) in Self.patterns.enumerated() {
            try builder.add(.get, RoutePattern(pattern), index)
        }
        let (router, endpoints) = builder.frozen()
        var generator = SeededGenerator(seed: 7)
        var found = 0
        for _ in 0..<Self.rounds {
            let path = Self.path(&generator)
            let endpoint = Array(path.utf8).withUnsafeBytes { bytes -> Int? in
                guard case .found(let endpoint, _) = router.resolve(.get, path: bytes, offset: 0) else {
                    return nil
                }
                return endpoints[endpoint]
            }
            #expect(endpoint == Self.expected(path), "\(path)")
            if endpoint != nil { found += 1 }
        }
        #expect(found > Self.rounds / 20, "the paths are too far from the routes to test anything")
    }

    private static func path(_ generator: inout SeededGenerator) -> String {
        let parts = [
            "users", "users:batchGet", "a", "b", "c", "raw", "u1", "%75sers", "%2F", "%25", "..", ".", "%2e",
            "x%41",
            "%zz", "%", "%ff", "%00", "", "~", "users%3AbatchGet",
        ]
        let count = generator.below(5)
        return "/" + (0..<count).map { _ in generator.pick(parts) }.joined(separator: "/")
    }

    /// The same table read the slow way: split, decode each segment once, compare.
    private static func expected(_ path: String) -> Int? {
        let bytes = Array(path.utf8)
        let isText = bytes.withUnsafeBytes { PercentEncoding.decodedText($0) != nil }
        if !isText { return nil }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            segment in
            Array(segment.utf8).withUnsafeBytes { PercentEncoding.decodedText($0) ?? "" }
        }
        let raw = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if path == "/" { return 0 }
        if segments.first == "raw", raw.count > 1, path.utf8.count > "/raw/".utf8.count { return 5 }
        if raw.contains("") { return nil }
        switch segments.count {
        case 1: return segments[0] == "users" ? 1 : segments[0] == "users:batchGet" ? 3 : nil
        case 2: return segments[0] == "users" ? 2 : nil
        case 4: return segments[0] == "a" && segments[1] == "b" && segments[3] == "c" ? 4 : nil
        default: return nil
        }
    }
}
