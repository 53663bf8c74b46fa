import Testing

@testable import UserAPI

struct TraceParentTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"

    @Test(arguments: ["00-\(trace)-b7ad6b7169203331-01", "01-\(trace)-b7ad6b7169203331-01-more"])
    func aValidTraceIsTakenOver(value: String) throws {
        #expect(TraceParent.traceID(try TestHead.parse(["traceparent: \(value)"])) == Self.trace)
    }

    @Test(arguments: [
        "", "00", "ff-\(trace)-b7ad6b7169203331-01", "00-\(trace)-0000000000000000-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-\(trace)-b7ad6b7169203331-01-more",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-\(trace)-b7ad6b716920333-01",
    ])
    func anythingElseIsIgnored(value: String) throws {
        #expect(TraceParent.traceID(try TestHead.parse(["traceparent: \(value)"])) == nil)
    }

    @Test func twoTracesAreNone() throws {
        let line = "traceparent: 00-\(Self.trace)-b7ad6b7169203331-01"
        #expect(TraceParent.traceID(try TestHead.parse([line, line])) == nil)
    }
}
