import Testing

@testable import CloudflareKV

struct KVAPISimulationSettingsTests {
    @Test func readsEverySetting() throws {
        let text = """
            seed=18446744073709551615,latency=lognormal:40ms:0.25s,staleness=60s,edges=3,edge-choice=address,\
            namespace-delay=1s,write-interval=1500ms,rate-limit=1200,rate-window=5m,rate-block=1h,client-rate=200,\
            empty-page=0.1,partial-bulk=.2,throttle=1,error=0.25,reset=0,stall=0.5,stall-time=90,fault-after=1.0
            """
        let settings = try KVAPISimulationSettings(parsing: text)
        #expect(settings.seed == .max)
        #expect(settings.latency == .logNormal(median: 40_000_000, percentile99: 250_000_000))
        #expect(settings.staleness == 60_000_000_000)
        #expect(settings.edges == 3)
        #expect(settings.edgeChoice == .address)
        #expect(settings.namespaceDelay == 1_000_000_000)
        #expect(settings.writeInterval == 1_500_000_000)
        #expect(settings.requestLimit == 1200)
        #expect(settings.requestWindow == 300_000_000_000)
        #expect(settings.requestBlock == 3_600_000_000_000)
        #expect(settings.clientRequestsPerSecond == 200)
        #expect(settings.emptyPageProbability == 0.1)
        #expect(settings.partialBulkProbability == 0.2)
        #expect(settings.throttleProbability == 1)
        #expect(settings.errorProbability == 0.25)
        #expect(settings.resetProbability == 0)
        #expect(settings.stallProbability == 0.5)
        #expect(settings.stallTime == 90_000_000_000)
        #expect(settings.faultAfterProbability == 1)
        #expect(KVAPISimulationSettings.options.allSatisfy { text.contains("\($0.key)=") })
    }

    @Test func beginsWithAPreset() throws {
        #expect(try KVAPISimulationSettings(parsing: "") == .realistic)
        #expect(try KVAPISimulationSettings(parsing: "realistic") == .realistic)
        #expect(try KVAPISimulationSettings(parsing: "none") == KVAPISimulationSettings())
        var changed = KVAPISimulationSettings.realistic
        changed.errorProbability = 0.5
        #expect(try KVAPISimulationSettings(parsing: "realistic,error=0.5") == changed)
        var plain = KVAPISimulationSettings()
        plain.seed = 7
        #expect(try KVAPISimulationSettings(parsing: "seed=7") == plain)
    }

    @Test(
        arguments: [
            ("20ms", .constant(20_000_000)), ("0", .constant(0)), ("1us", .constant(1000)),
            ("7ns", .constant(7)),
            ("20ms..80ms", .uniform(20_000_000...80_000_000)), ("5ms..5ms", .uniform(5_000_000...5_000_000)),
        ] as [(String, SimulatedLatency)]
    )
    func readsLatency(text: String, latency: SimulatedLatency) throws {
        #expect(try KVAPISimulationSettings(parsing: "latency=\(text)").latency == latency)
    }

    @Test(
        arguments: [
            ("chaos", .malformed("chaos")), ("seed=1,", .malformed("")), (",", .malformed("")),
            (" ", .malformed(" ")),
            ("latencyy=1", .unknownKey("latencyy")), ("Seed=1", .unknownKey("Seed")), ("=1", .unknownKey("")),
            ("seed=1,seed=1", .duplicateKey("seed")), ("seed=1,realistic", .latePreset("realistic")),
        ] as [(String, KVAPISimulationSettingsError)]
    )
    func refuses(text: String, error: KVAPISimulationSettingsError) {
        #expect(throws: error) { try KVAPISimulationSettings(parsing: text) }
    }

    @Test(arguments: [
        "seed=", "seed=-1", "seed=18446744073709551616", "seed=0x1", "edges=0", "edges=65", "edges=1.5",
        "edge-choice=random", "error=1.1", "error=-0", "error=nan", "error=1e-3", "error=0x1", "error=.",
        "error=1.0.0",
        "error=5%", "stall-time=2h", "stall-time=1d", "stall-time=s", "stall-time=-1s", "stall-time=1 s",
        "stall-time=\(String(repeating: "9", count: 400))", "latency=80ms..20ms", "latency=..20ms",
        "latency=1ms..2ms..3ms",
        "latency=lognormal:1ms", "latency=lognormal:0:1ms", "latency=lognormal:2ms:1ms",
        "latency=lognormal:1ms:2ms:3ms",
        "latency=normal:1:2", "rate-limit=many",
    ])
    func namesWhatAValueMustBe(text: String) throws {
        let error = try #require(throws: KVAPISimulationSettingsError.self) {
            try KVAPISimulationSettings(parsing: text)
        }
        guard case .invalidValue(let key, let value, let expected) = error else {
            Issue.record("\(error)")
            return
        }
        #expect("\(key)=\(value)" == text)
        #expect(error.description.contains(expected))
    }
}
