import CloudflareKV
import JSON
import KeyValueStoreTesting
import Testing

struct KVAPISimulatorTests {
    private static let chaos = """
        realistic,write-interval=0,client-rate=0,edges=3,empty-page=0.3,partial-bulk=0.3,throttle=0.1,error=0.1,reset=0.1,\
        stall=0.1
        """

    /// The answers to a fixed row of requests.
    private static func run(_ settings: String) async throws -> [KVAPIResponse] {
        let harness = try await SimulatorHarness(settings)
        var responses: [KVAPIResponse] = []
        for round in 0..<30 {
            for (method, tail, body) in [
                ("PUT", "/values/k\(round % 5)", "v\(round)"), ("GET", "/values/k\(round % 7)", ""),
                ("GET", "/keys", ""), ("PUT", "/bulk", #"[{"key":"a","value":"1"},{"key":"b","value":"2"}]"#),
                ("DELETE", "/bulk", #"["a","b","c"]"#),
            ] {
                responses.append(await harness.send(method, tail, body).response)
                harness.api.clock.advance(milliseconds: 700)
            }
        }
        return responses
    }

    @Test func ofPutsOfOneKeyAtTheSameMomentOnePasses() async throws {
        let harness = try await SimulatorHarness("write-interval=1s")
        let statuses = await withTaskGroup(of: Int.self) { group in
            for number in 0..<64 {
                group.addTask { await harness.send("PUT", "/values/hot", "\(number)").status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.sorted() == [200] + Array(repeating: 429, count: 63))
    }

    @Test func theSameSeedGivesTheSameDay() async throws {
        let first = try await Self.run(Self.chaos + ",seed=7")
        #expect(try await Self.run(Self.chaos + ",seed=7") == first)
        #expect(try await Self.run(Self.chaos + ",seed=8") != first)
        for disposition in [KVAPIResponse.Disposition.send, .reset, .stall(nanoseconds: 60_000_000_000)] {
            #expect(first.contains { $0.disposition == disposition })
        }
        #expect(first.contains { $0.status == 429 && $0.header("retry-after") == "1" })
        #expect(first.contains { $0.status == 500 && $0.disposition == .send })
    }

    @Test func withoutSettingsNothingIsSimulated() async throws {
        let simulated = try await SimulatorHarness("none")
        let plain = try await APIHarness()
        for (method, tail, body) in [
            ("PUT", "/values/k", "v"), ("GET", "/values/k", ""), ("GET", "/keys", ""),
        ] {
            let answer = await simulated.send(method, tail, body)
            #expect(answer.response == (await plain.sendHere(method, tail, body)).response)
        }
    }

    @Test func answersAreHeldBack() async throws {
        let harness = try await SimulatorHarness("latency=20ms..80ms")
        var delays: Set<Int64> = []
        for _ in 0..<20 { delays.insert(await harness.send("GET", "/keys").response.delayNanoseconds) }
        #expect(delays.count > 15)
        #expect(delays.allSatisfy { (20_000_000...80_000_000).contains($0) })
    }

    @Test func requestsWithoutCredentialsAreAnsweredByTheServiceAlone() async throws {
        let harness = try await SimulatorHarness("throttle=1,latency=1s,rate-limit=1")
        var request = APIHarness.request("GET", "")
        request.header = { _ in nil }
        let answer = APIAnswer(await harness.simulator.handle(request))
        #expect(answer.isFailure(400, 9106))
        #expect(answer.response.delayNanoseconds == 0)
        #expect(harness.simulator.refusal(of: request)?.status == 400)
        #expect(answer.response.header("ratelimit") == nil)
    }

    @Test func theRateLimitIsToldAndThenBlocks() async throws {
        let harness = try await SimulatorHarness("rate-limit=3,rate-window=5m,rate-block=5m")
        var answers: [APIAnswer] = []
        for _ in 0..<4 {
            answers.append(await harness.send("GET", "/keys"))
            harness.api.clock.advance(milliseconds: 500)
        }
        #expect(answers.map(\.status) == [200, 200, 200, 429])
        #expect(answers[0].response.header("ratelimit") == #""default";r=2;t=300"#)
        #expect(answers[2].response.header("ratelimit") == #""default";r=0;t=299"#)
        #expect(
            answers.map { $0.response.header("ratelimit-policy") }
                == Array(repeating: #""default";q=3;w=300"#, count: 4)
        )
        #expect(answers.map { $0.response.header("retry-after") } == [nil, nil, nil, "300"])
        #expect(answers[3].isFailure(429, 971))
        #expect(answers[3].message == "Please wait and consider throttling your request speed")
        harness.api.clock.advance(milliseconds: 299_000)
        #expect(await harness.send("GET", "/keys").response.header("retry-after") == "1")
        harness.api.clock.advance(milliseconds: 1000)
        #expect(await harness.send("GET", "/keys").response.header("ratelimit") == #""default";r=2;t=300"#)
    }

    @Test func oneAddressMayOnlyAskSoOften() async throws {
        let harness = try await SimulatorHarness("client-rate=2")
        var statuses: [Int] = []
        for _ in 0..<3 { statuses.append(await harness.send("GET", "/keys").status) }
        #expect(statuses == [200, 200, 429])
        var other = APIHarness.request("GET", "")
        other.clientAddress = "192.0.2.1"
        #expect(await harness.simulator.handle(other).status == 200)
        harness.api.clock.advance(seconds: 1)
        #expect(await harness.send("GET", "/keys").status == 200)
    }

    @Test func aKeyIsPutOnceASecond() async throws {
        let harness = try await SimulatorHarness("write-interval=1s")
        #expect(await harness.send("PUT", "/values/k", "1").status == 200)
        let answer = await harness.send("PUT", "/values/k", "2")
        #expect(answer.isFailure(429, 971))
        #expect(answer.message == "put: 'Too Many Requests'")
        #expect(answer.response.header("retry-after") == "1")
        #expect(await harness.send("PUT", "/values/other", "1").status == 200)
        let bulk = await harness.send("PUT", "/bulk", #"[{"key":"k","value":"3"},{"key":"new","value":"3"}]"#)
        #expect(bulk.resultText == #"{"successful_key_count":1,"unsuccessful_keys":["k"]}"#)
        #expect(await harness.send("GET", "/values/k").text == "1")
        #expect(await harness.send("DELETE", "/values/k").status == 200)
        harness.api.clock.advance(seconds: 1)
        #expect(await harness.send("PUT", "/values/k", "4").status == 200)
    }

    @Test func otherEdgesGoOnAnsweringWhatTheyRead() async throws {
        let harness = try await SimulatorHarness("staleness=60s,edges=2")
        #expect(await harness.send("GET", "/values/k", edge: 1).status == 404)
        #expect(await harness.send("PUT", "/values/k", "1", edge: 0).status == 200)
        #expect(await harness.send("GET", "/values/k", edge: 0).text == "1")
        #expect(await harness.send("GET", "/values/k", edge: 1).status == 404)
        harness.api.clock.advance(milliseconds: 59_999)
        #expect(await harness.send("GET", "/values/k", edge: 1).status == 404)
        harness.api.clock.advance(milliseconds: 1)
        #expect(await harness.send("GET", "/values/k", edge: 1).text == "1")
        #expect(await harness.send("DELETE", "/values/k", edge: 0).status == 200)
        #expect(await harness.send("GET", "/values/k", edge: 0).status == 404)
        let bulk = await harness.send("POST", "/bulk/get", #"{"keys":["k","x"]}"#, edge: 1)
        #expect(bulk.resultText == #"{"values":{"k":"1","x":null}}"#)
    }

    @Test func otherEdgesGoOnListingWhatTheyListed() async throws {
        let harness = try await SimulatorHarness("staleness=60s,edges=2")
        #expect(await harness.send("GET", "/keys", edge: 1).count == 0)
        _ = await harness.send("PUT", "/values/k?expiration_ttl=90", "1", edge: 0)
        #expect(await harness.send("GET", "/keys", edge: 0).count == 1)
        #expect(await harness.send("GET", "/keys", edge: 1).count == 0)
        harness.api.clock.advance(seconds: 60)
        #expect(await harness.send("GET", "/keys", edge: 1).count == 1)
    }

    @Test func expiryOutranksWhatAnEdgeRemembers() async throws {
        let harness = try await SimulatorHarness("staleness=60s,edges=2")
        _ = await harness.send("PUT", "/values/k?expiration_ttl=60", "1", edge: 0)
        harness.api.clock.advance(seconds: 30)
        #expect(await harness.send("GET", "/values/k", edge: 1).text == "1")
        #expect(await harness.send("GET", "/keys", edge: 1).count == 1)
        harness.api.clock.advance(seconds: 30)
        #expect(await harness.send("GET", "/values/k", edge: 1).status == 404)
        #expect(await harness.send("GET", "/keys", edge: 1).count == 0)
    }

    @Test func anAddressKeepsItsEdge() async throws {
        let harness = try await SimulatorHarness("staleness=60s,edges=8,edge-choice=address")
        for value in ["1", "2", "3"] {
            _ = await harness.send("PUT", "/values/k", value)
            #expect(await harness.send("GET", "/values/k").text == value)
        }
    }

    @Test func aPageMayBeEmptyAndStillLeadOn() async throws {
        let harness = try await SimulatorHarness("empty-page=1")
        for number in 10..<35 { _ = await harness.api.put("k\(number)", "v") }
        var found: [String] = []
        var counts: [Int64] = []
        var cursor = ""
        repeat {
            let answer = await harness.send("GET", "/keys?limit=10&cursor=\(APIHarness.encode(cursor))")
            cursor = try #require(answer.cursor)
            counts.append(try #require(answer.count))
            found += answer.column("name")
        } while !cursor.isEmpty && counts.count < 10
        #expect(counts == [0, 10, 0, 10, 0, 5])
        #expect(found == (10..<35).map { "k\($0)" })
    }

    @Test func bulkItemsMayFailAlone() async throws {
        let harness = try await SimulatorHarness("partial-bulk=0.5,seed=1")
        let keys = (0..<100).map { "k\($0)" }
        let body = "[" + keys.map { #"{"key":"\#($0)","value":"v"}"# }.joined(separator: ",") + "]"
        let result = try #require(await harness.send("PUT", "/bulk", body).result?.objectValue)
        let failed = try #require(result["unsuccessful_keys"]?.arrayValue).compactMap(\.stringValue)
        #expect((30...70).contains(failed.count))
        #expect(result["successful_key_count"]?.int64Value == Int64(100 - failed.count))
        let stored = await harness.send("GET", "/keys").column("name")
        #expect(Set(stored) == Set(keys).subtracting(failed))
    }

    @Test func everyBulkItemMayFail() async throws {
        let harness = try await SimulatorHarness("partial-bulk=1")
        let answer = await harness.send("DELETE", "/bulk", #"["a","b"]"#)
        #expect(answer.resultText == #"{"successful_key_count":0,"unsuccessful_keys":["a","b"]}"#)
        #expect(await harness.send("PUT", "/values/k", "v").status == 200)
    }

    @Test(arguments: [
        ("throttle=1", KVAPIResponse.Disposition.send, 429), ("error=1", .send, 500),
        ("reset=1", .reset, 500),
        ("stall=1,stall-time=5s", .stall(nanoseconds: 5_000_000_000), 500),
    ])
    func faultsStrikeBeforeOrAfterTheEffect(
        fault: String,
        disposition: KVAPIResponse.Disposition,
        status: Int
    ) async throws {
        for (after, isThere) in [("0", false), ("1", !fault.hasPrefix("throttle"))] {
            let harness = try await SimulatorHarness("\(fault),fault-after=\(after)")
            let answer = await harness.send("PUT", "/values/k", "v")
            #expect(answer.response.disposition == disposition)
            #expect(answer.status == status)
            #expect((await harness.api.get("k").status == 200) == isThere)
        }
    }

    @Test func aNewNamespaceIsNotFoundAtOnce() async throws {
        let harness = try await SimulatorHarness("namespace-delay=1s")
        let create = APIHarness.request("POST", "", #"{"title":"new"}"#)
        let created = APIAnswer(await harness.simulator.handle(create))
        let id = try #require(created.result?.objectValue?["id"]?.stringValue)
        let put = APIHarness.request("PUT", "/\(id)/values/k", "v")
        #expect(APIAnswer(await harness.simulator.handle(put)).isFailure(404, 10013))
        harness.api.clock.advance(seconds: 1)
        #expect(await harness.simulator.handle(put).status == 200)
    }

    @Test(arguments: KVAPIContractTests.cases)
    func withoutFaultsTheContractHolds(_ contractCase: ContractCase) async throws {
        // The cases put keys twice and change the same key in a row, so pacing is off and there is one edge.
        let harness = try await SimulatorHarness(
            "realistic,edges=1,write-interval=0,client-rate=0,namespace-delay=0"
        )
        try await contractCase.check(harness.api.answered(by: harness.simulator))
    }
}
