import JSON
import Testing

@testable import UserAPI

struct MediaTypeTests {
    static let accepts: [(accept: String, quality: Int)] = [
        ("*/*", 1000),
        ("application/json", 1000),
        ("Application/JSON", 1000),
        ("application/*", 1000),
        ("application/json;q=0.5", 500),
        ("application/json; q=0.123", 123),
        ("application/json ; Q=0.5", 500),
        ("application/json;q=1.000", 1000),
        ("application/json;q=0", 0),
        ("application/json;q=0.000", 0),
        ("text/html, application/json", 1000),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 800),
        // The most specific range decides, wherever it stands.
        ("*/*, application/json;q=0", 0),
        ("application/json;q=0, */*", 0),
        ("application/*;q=0.3, */*;q=0.7", 300),
        ("application/json;q=0.2, application/*;q=0.9", 200),
        ("text/html", 0),
        ("image/*", 0),
        ("application/json-seq", 0),
        ("application/problem+json", 0),
        ("", 0),
        ("json", 0),
        // A weight that breaks the grammar counts as none.
        ("application/json;q=2", 0),
        ("application/json;q=x", 0),
        ("application/json;q=-1", 0),
        ("application/json;q=0.1234", 0), ("application/json;q=1.1", 0), ("application/json;q=", 0),
        ("application/json;q=.5", 0), ("application/json;q=0.", 0), ("application/json;q=1.", 1000),
        ("application/json;q=01", 0), ("application/json;q=+1", 0),
        ("application/json;version=2;q=0.5", 500), ("application/json;q=0.5;q=0.7", 500),
        (",,application/json,", 1000),
    ]

    @Test(arguments: accepts)
    func theMostSpecificRangeGivesTheQuality(row: (accept: String, quality: Int)) {
        var accept = row.accept
        let quality = accept.withUTF8 {
            MediaType.quality(of: "application/json", in: UnsafeRawBufferPointer($0))
        }
        #expect(quality == row.quality)
    }
}
