import Testing

@testable import HTTPServer

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The server's parser against llhttp, on streams of requests that are nearly right.
///
/// What llhttp refuses must not be accepted, and nothing may be read differently. The differences that are
/// allowed are listed in `Comparison`.
@Suite struct RequestDifferentialTests {
    /// How many streams each of the runs makes; `USERKV_FUZZ_STREAMS` asks for more.
    private static let streams = getenv("USERKV_FUZZ_STREAMS").flatMap { Int(String(cString: $0)) } ?? 10_000

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func nothingIsReadOtherwiseThanByLLHTTP(seed: UInt64) {
        var fuzzer = RequestFuzzer(seed: seed &* 0x1_0000_0001)
        var comparison = Comparison()
        for _ in 0..<Self.streams {
            comparison.compare(fuzzer.stream())
            if comparison.differences.count >= 4 { break }
        }
        #expect(comparison.differences == [])
        // A comparison in which one side refuses everything would say nothing.
        #expect(comparison.agreed > Self.streams / 10)
    }

    @Test(arguments: 5...6 as ClosedRange<UInt64>)
    func nothingDependsOnHowTheBytesAreSplit(seed: UInt64) {
        var fuzzer = RequestFuzzer(seed: seed)
        for _ in 0..<(Self.streams / 4) {
            let stream = fuzzer.stream()
            let whole = OwnReader.read(stream).reading
            var byByte = OwnReader()
            for index in stream.indices { byByte.receive(stream[index...index]) }
            var bySplits = OwnReader()
            var start = 0
            for end in fuzzer.splits(of: stream.count) + [stream.count] {
                bySplits.receive(stream[start..<end])
                start = end
            }
            guard byByte.reading == whole, bySplits.reading == whole else {
                Issue.record("Read differently when split: \(Comparison.escaped(stream))")
                return
            }
        }
    }
}

/// Compares readings, and knows which differences are meant.
private struct Comparison {
    /// Methods that llhttp knows, not all of them: NIO spells some otherwise than they came.
    private static let methods: Set = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PURGE",
    ]

    private(set) var differences: [String] = []
    /// Messages that both read alike.
    private(set) var agreed = 0

    mutating func compare(_ stream: [UInt8]) {
        let own = OwnReader.read(stream)
        // llhttp refuses methods that it does not know; here they are tokens, to be answered with 501.
        for (message, offset) in zip(own.reading.messages, own.methodOffsets).reversed() {
            if !Self.methods.contains(message.method) {
                var replaced = stream
                replaced.replaceSubrange(
                    offset..<(offset + message.method.utf8.count),
                    with: Array("GET".utf8)
                )
                compare(replaced)
                return
            }
        }
        let reference = ReferenceReader.read(stream)
        for (index, message) in own.reading.messages.enumerated() {
            // llhttp heeds Proxy-Connection even in a trailer section.
            if index == reference.messages.count,
                Self.escaped(stream).lowercased().contains("proxy-connection")
            {
                return
            }
            guard index < reference.messages.count, areAlike(message, reference.messages[index]) else {
                let other =
                    index < reference.messages.count
                    ? "\(reference.messages[index])" : reference.error ?? "nothing"
                differences.append("\(Self.escaped(stream))\n  own: \(message)\n  llhttp: \(other)")
                return
            }
            agreed += 1
            // llhttp will hear no more after a connection that it takes for closed.
            if message.keepsAlive, !reference.messages[index].keepsAlive { return }
        }
    }

    private func areAlike(_ own: RequestReading.Message, _ reference: RequestReading.Message) -> Bool {
        var reference = reference
        for index in reference.fields.indices {
            // NIO leaves the blanks after a value, which do not belong to it (RFC 9112 section 5.1).
            while reference.fields[index].value.utf8.last.map({ $0 == 0x20 || $0 == 0x09 }) ?? false {
                reference.fields[index].value.removeLast()
            }
        }
        if !reference.target.hasPrefix("/"), own.target.hasPrefix("/") {
            // llhttp leaves the absolute form whole.
            guard Self.isAbsoluteForm(reference.target, of: own.target) else { return false }
            reference.target = own.target
        }
        if Self.mayDecideOtherwiseAboutKeepAlive(own) { reference.keepsAlive = own.keepsAlive }
        if own.endsHTTP {
            // llhttp stops at what asks for another protocol, content included.
            reference.keepsAlive = own.keepsAlive
            reference.isComplete = own.isComplete
            reference.content = own.content
        }
        if !own.isComplete {
            // Refused or cut off within the content; llhttp may have accepted more.
            guard reference.content.starts(with: own.content) else { return false }
            reference.content = own.content
            reference.isComplete = false
        }
        return own == reference
    }

    /// Whether llhttp keeps a connection on other grounds.
    ///
    /// Proxy-Connection is no field of HTTP (RFC 9112 appendix C.2.2), but llhttp heeds it. In HTTP/1.0
    /// llhttp keeps a connection on which both close and keep-alive stand; closing is the safe reading.
    private static func mayDecideOtherwiseAboutKeepAlive(_ own: RequestReading.Message) -> Bool {
        if own.fields.contains(where: { $0.name == "proxy-connection" }) { return true }
        let options = own.fields.filter { $0.name == "connection" }.map { $0.value.lowercased() }
        return !own.isVersion11 && !own.keepsAlive && options.joined().contains("close")
    }

    /// Whether the path and query are those of the URI; an empty path is a slash.
    private static func isAbsoluteForm(_ uri: String, of target: String) -> Bool {
        let authority = uri.drop { $0 != "/" }.dropFirst(2)
        let rest = authority.drop { $0 != "/" && $0 != "?" }
        return rest == target || "/" + rest == target
    }

    static func escaped(_ bytes: [UInt8]) -> String {
        bytes.map { (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "\\x" + String($0, radix: 16) }
            .joined()
    }
}
