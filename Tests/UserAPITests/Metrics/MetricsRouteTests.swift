import Testing

@testable import UserAPI

/// The page of metrics, as something that collects them reads it.
@Suite struct MetricsRouteTests {
    /// A sample, taken apart.
    private struct Sample {
        let name: String
        let labels: [String]
        let value: Double
    }

    /// The samples of a page, and the kinds of its families; records what breaks the format.
    private static func read(_ page: String) -> (samples: [Sample], kinds: [String: String]) {
        var samples: [Sample] = []
        var kinds: [String: String] = [:]
        var helped: Set<String> = []
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ")
            if line.hasPrefix("# HELP ") {
                #expect(helped.insert(String(words[2])).inserted, "told once: \(line)")
            } else if line.hasPrefix("# TYPE ") {
                #expect(kinds.updateValue(String(words[3]), forKey: String(words[2])) == nil, "\(line)")
                #expect(helped.contains(String(words[2])), "\(line)")
            } else if let sample = sample(line) {
                let suffixes = ["_bucket", "_sum", "_count"].map { suffix in
                    sample.name.hasSuffix(suffix) ? String(sample.name.dropLast(suffix.count)) : nil
                }
                let families = [sample.name] + suffixes.compactMap(\.self)
                #expect(families.contains { kinds[$0] != nil }, "of a family: \(line)")
                samples.append(sample)
            } else {
                Issue.record("not a sample: \(line)")
            }
        }
        #expect(page.hasSuffix("\n"))
        return (samples, kinds)
    }

    private static func sample(_ line: Substring) -> Sample? {
        guard let space = line.lastIndex(of: " "), let value = Double(line[space...].dropFirst()) else {
            return nil
        }
        let name = line.prefix { $0 != "{" && $0 != " " }
        let labels = line[..<space].dropFirst(name.count + 1).dropLast()
        return Sample(
            name: String(name),
            labels: labels.split(separator: ",").map(String.init),
            value: value
        )
    }

    private static func labels(_ method: String, _ route: String?, _ status: Int) -> [String] {
        ["http_request_method=\"\(method)\""] + (route.map { ["http_route=\"\($0)\""] } ?? [])
            + ["http_response_status_code=\"\(status)\""]
    }

    @Test func requestsAreToldByMethodRouteAndStatus() async throws {
        try await UserService.run { service in
            try await service.create()
            for _ in 0..<3 { _ = try await service.send("GET", "/users/u1") }
            _ = try await service.send("GET", "/users/absent")
            _ = try await service.send("GET", "/nothing")
            let page = try await service.send("GET", "/metrics").text
            let (samples, kinds) = Self.read(page)
            #expect(kinds["http_server_request_duration_seconds"] == "histogram")
            for (labels, count) in [
                (Self.labels("POST", "/users", 201), 1.0), (Self.labels("GET", "/users/{id}", 200), 3),
                (Self.labels("GET", "/users/{id}", 404), 1), (Self.labels("GET", nil, 404), 1),
            ] {
                let found = samples.filter {
                    $0.name == "http_server_request_duration_seconds_count" && $0.labels == labels
                }
                #expect(found.map(\.value) == [count], "\(labels)")
            }
            // The one that asks.
            #expect(samples.first { $0.name == "http_server_active_requests" }?.value == 1)
            #expect(samples.first { $0.name == "userkv_http_connections" }?.value == 1)
        }
    }

    @Test func histogramsAddUp() async throws {
        try await UserService.run { service in
            for _ in 0..<5 { _ = try await service.send("GET", "/livez") }
            let samples = Self.read(try await service.send("GET", "/metrics").text).samples
            let name = "http_server_request_duration_seconds"
            let mine = samples.filter { $0.labels.starts(with: Self.labels("GET", "/livez", 200)) }
            let buckets = mine.filter { $0.name == "\(name)_bucket" }
            #expect(buckets.count == 18)
            #expect(buckets.map(\.value) == buckets.map(\.value).sorted())
            #expect(buckets.first?.labels.last == "le=\"0.0005\"")
            #expect(buckets.last?.labels.last == "le=\"+Inf\"")
            #expect(buckets.last?.value == 5)
            #expect(mine.filter { $0.name == "\(name)_count" }.map(\.value) == [5])
            let sum = try #require(mine.first { $0.name == "\(name)_sum" }?.value)
            #expect(sum > 0 && sum < 3600)
        }
    }

    @Test func theProcessIsToldOfToo() async throws {
        try await UserService.run { service in
            let (samples, kinds) = Self.read(try await service.send("GET", "/metrics").text)
            for (name, kind) in [
                ("process_cpu_seconds_total", "counter"), ("process_resident_memory_bytes", "gauge"),
                ("process_open_fds", "gauge"), ("process_max_fds", "gauge"),
            ] {
                #expect(kinds[name] == kind)
                #expect(samples.contains { $0.name == name && $0.value > 0 }, "\(name)")
            }
        }
    }
}
