import Testing

@testable import CloudflareKV

struct MultipartParserTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let boundary: String
        let body: String
        let parts: [MultipartPart]

        init(_ boundary: String, _ body: String, _ parts: [(String, String)]) {
            self.boundary = boundary
            self.body = body
            self.parts = parts.map { MultipartPart(name: $0.0, contents: Array($0.1.utf8)) }
        }

        var testDescription: String { body.debugDescription }
    }

    private static let v = "Content-Disposition: form-data; name=\"v\"\r\n\r\n"

    @Test(arguments: [
        Good("b", "--b\r\n\(v)x\r\n--b--\r\n", [("v", "x")]),
        Good("b", "--b\r\n\(v)x\r\n--b--", [("v", "x")]),
        Good("b", "--b\r\n\(v)\r\n--b--", [("v", "")]),
        Good("b", "--b\r\n\(v)--b--", [("v", "")]),
        Good("b", "--b--", []),
        Good("b", "preamble\r\n--b\r\n\(v)x\r\n--b--\r\nepilogue --b\r\n", [("v", "x")]),
        Good("b", "--b \t\r\n\(v)x\r\n--b--  \r\n", [("v", "x")]),
        Good("b", "--b\r\n\(v)x\r\n--bc\r\n\r\n--b--", [("v", "x\r\n--bc\r\n")]),
        Good("b", "--b\r\n\(v)x --b\r\n--b--", [("v", "x --b")]),
        Good("b", "--b\r\n\(v)x\n--b\n\r\n--b--", [("v", "x\n--b\n")]),
        Good("b", "--b\r\n\(v)x\r\n--b--y\r\n--b--", [("v", "x\r\n--b--y")]),
        Good("b", "--b\r\n\(v)-\r\n-\r--\r\n\r\n--b--", [("v", "-\r\n-\r--\r\n")]),
        Good("b", "--b\r\n\(v)1\r\n--b\r\n\(v)2\r\n--b--", [("v", "1"), ("v", "2")]),
        Good(
            "b",
            "--b\r\ncontent-disposition:form-data;NAME=v;filename=\"a \\\" ;b\"\r\nX: y\r\n\r\nx\r\n--b--",
            [("v", "x")]
        ),
        Good("b", "--b\r\nContent-Transfer-Encoding: binary\r\n\(v)x\r\n--b--", [("v", "x")]),
        Good("'()+_,-./:=? a", "--'()+_,-./:=? a\r\n\(v)x\r\n--'()+_,-./:=? a--", [("v", "x")]),
        Good(String(repeating: "b", count: 70), "--\(String(repeating: "b", count: 70))--", []),
        Good("--", "----\r\n\(v)x\r\n------", [("v", "x")]),
    ])
    func takesApart(good: Good) throws {
        #expect(try MultipartParser.parts(of: Array(good.body.utf8), boundary: good.boundary) == good.parts)
    }

    @Test(
        arguments: [
            ("b", "", .missingDelimiter), ("b", "x", .missingDelimiter), ("b", "--c--", .missingDelimiter),
            ("b", "x--b--", .missingDelimiter), ("b", "--b\n\(v)x\n--b--", .missingDelimiter),
            ("b", "--b\r\n", .missingEnd), ("b", "--b\r\n\(v)x", .missingEnd),
            ("b", "--b\r\n\(v)x\r\n--b", .missingEnd),
            ("b", "--b\r\n\(v)x\r\n--b-", .missingEnd), ("b", "--b\r\nX: y", .missingEnd),
            ("b", "--b\r\n\r\nx\r\n--b--", .missingName),
            ("b", "--b\r\nX: y\r\n\r\nx\r\n--b--", .missingName),
            ("b", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", .missingName),
            ("b", "--b\r\nContent-Disposition: attachment; name=v\r\n\r\nx\r\n--b--", .missingName),
            ("b", "--b\r\nnocolon\r\n\r\nx\r\n--b--", .malformedHeader),
            ("b", "--b\r\n: y\r\n\r\nx\r\n--b--", .malformedHeader),
            ("b", "--b\r\nContent-Disposition: form-data;\r\n name=v\r\n\r\nx\r\n--b--", .missingName),
            ("b", "--b\r\nX: y\r\n folded: z\r\n\(v)x\r\n--b--", .malformedHeader),
            ("b", "--b\r\nContent-Disposition: form-data; name=\"v\r\n\r\nx\r\n--b--", .malformedHeader),
            (
                "b", "--b\r\nContent-Disposition: form-data; name=v; name=w\r\n\r\nx\r\n--b--",
                .malformedHeader
            ),
            ("b", "--b\r\nContent-Disposition: form-data; name=v\r\n\(v)x\r\n--b--", .malformedHeader),
            ("b", "--b\r\nContent-Transfer-Encoding: base64\r\n\(v)eA==\r\n--b--", .transferEncoding),
            ("b", "--b\r\nX: \(String(repeating: "y", count: 9000))\r\n\(v)x\r\n--b--", .headerTooLarge),
            ("b", "--b\r\n" + String(repeating: "X: y\r\n", count: 2000) + "\(v)x\r\n--b--", .headerTooLarge),
            ("b", String(repeating: "--b\r\n\(v)x\r\n", count: 17) + "--b--", .tooManyParts),
            ("", "----", .invalidBoundary), ("b ", "--b --", .invalidBoundary),
            ("b\"", "--b\"--", .invalidBoundary),
            ("é", "--é--", .invalidBoundary), (String(repeating: "b", count: 71), "", .invalidBoundary),
        ] as [(String, String, MultipartError)]
    )
    func refuses(boundary: String, body: String, error: MultipartError) {
        #expect(throws: error) { try MultipartParser.parts(of: Array(body.utf8), boundary: boundary) }
    }

    @Test func anyBytesMayLieBetweenTheLines() throws {
        let contents = (0...255).map(UInt8.init) + [0x0D, 0x0A, 0x2D, 0x2D, 0x0D, 0x0A]
        let body = Array("--b\r\n\(Self.v)".utf8) + contents + Array("\r\n--b--".utf8)
        #expect(try MultipartParser.parts(of: body, boundary: "b").map(\.contents) == [contents])
    }

    /// Pieces of which delimiter lines are made, so that contents come as close to one as they can.
    @Test func whatIsPutTogetherComesApartAgain() throws {
        let pieces = [
            "\r", "\n", "\r\n", "-", "--", "b", "b-", "--b", " ", "x", "\r\n--b", "\r\n--bb", "\r\n--b-x",
        ]
        var generator = SeededGenerator(seed: 5)
        var checked = 0
        for _ in 0..<5000 {
            let parts = (0..<(generator.next() % 3)).map { _ in
                (0..<(generator.next() % 8)).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }
                    .joined()
            }
            let holdsDelimiter = parts.contains { part in
                let lines = "\r\n\(part)\r\n".utf8.split(
                    separator: UInt8(ascii: "\n"),
                    omittingEmptySubsequences: false
                )
                return lines.contains { line in
                    let text = String(decoding: line, as: UTF8.self).replacing(" ", with: "")
                    return text == "--b\r" || text == "--b--\r"
                }
            }
            if holdsDelimiter { continue }
            let body = parts.map { "--b\r\n\(Self.v)\($0)\r\n" }.joined() + "--b--"
            let found = try MultipartParser.parts(of: Array(body.utf8), boundary: "b")
            #expect(
                found.map { String(decoding: $0.contents, as: UTF8.self) } == parts,
                "\(body.debugDescription)"
            )
            checked += 1
        }
        #expect(checked > 3000)
    }
}
