import HTTPClient
import JSON

/// `userkv serve` on a free port.
struct RunningServer: Sendable {
    let program: Program
    let baseURL: String
    private let transport: CurlTransport

    /// Starts it and waits for the line that says where it serves.
    init(
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        in folder: TemporaryFolder,
        stalled: Program.Stalled? = nil
    ) async throws {
        let program = try Program(
            ["serve"] + arguments,
            environment: ["PORT": "0", "USERKV_THREADS": "1"].merging(environment) { $1 },
            in: folder,
            stalled: stalled
        )
        try await program.wait("the line that says where it serves") {
            program.output.contains("serves http://") && program.output.contains("\nTry: curl")
        }
        self.program = program
        let line = program.output.split(separator: "\n").first ?? ""
        baseURL = String(line.split(separator: " ").last ?? "")
        transport = try CurlTransport()
    }

    /// The port that it serves on.
    var port: UInt16 { UInt16(baseURL.split(separator: ":").last ?? "") ?? 0 }

    /// Sends a request; content is sent as JSON.
    func send(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        _ headers: KeyValuePairs<String, String> = [:]
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(method: method, url: baseURL + path, timeout: .seconds(20))
        for (name, value) in headers { request.headers.append(name, value) }
        if let body {
            request.body = Array(body.utf8)
            request.headers.append("Content-Type", "application/json")
        }
        return try await transport.send(request)
    }

    /// Asks it to end and waits until it has.
    func stop(signal: Int32 = 15) async throws -> Program.Outcome {
        program.send(signal: signal)
        let outcome = try await program.outcome()
        await transport.close()
        return outcome
    }
}

extension HTTPClientResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The content as a JSON object; empty where it is none.
    var json: JSONObject { (try? JSONParser.parse(body))?.objectValue ?? JSONObject() }
}
