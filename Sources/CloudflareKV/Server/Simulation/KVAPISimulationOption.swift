/// One key of the simulation settings' text form.
package struct KVAPISimulationOption: Sendable {
    package let key: String
    /// What the setting does, for a list of all of them.
    package let meaning: String
    /// What a value looks like.
    package let expected: String
    /// Sets the value; false where the text is not one.
    let apply: @Sendable (String, inout KVAPISimulationSettings) -> Bool

    private init<Value>(
        _ key: String,
        _ meaning: String,
        _ expected: String,
        _ path: any WritableKeyPath<KVAPISimulationSettings, Value> & Sendable,
        _ parse: @escaping @Sendable (String) -> Value?
    ) {
        self.key = key
        self.meaning = meaning
        self.expected = expected
        apply = { text, settings in
            guard let value = parse(text) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }
}

extension KVAPISimulationOption {
    static func probability(
        _ key: String,
        _ meaning: String,
        _ path: any WritableKeyPath<KVAPISimulationSettings, Double> & Sendable
    ) -> Self {
        Self(key, meaning, "a probability from 0 to 1", path, SimulationValue.probability)
    }

    static func time(
        _ key: String,
        _ meaning: String,
        _ path: any WritableKeyPath<KVAPISimulationSettings, Int64> & Sendable
    ) -> Self {
        Self(key, meaning, "a time of at most 1h such as 250ms or 60s", path, SimulationValue.nanoseconds)
    }

    static func number(
        _ key: String,
        _ meaning: String,
        _ range: ClosedRange<Int>,
        _ path: any WritableKeyPath<KVAPISimulationSettings, Int> & Sendable
    ) -> Self {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Self(key, meaning, expected, path) { text in
            SimulationValue.wholeNumber(text).flatMap { Int(exactly: $0) }.flatMap {
                range.contains($0) ? $0 : nil
            }
        }
    }

    static let seed = Self(
        "seed",
        "what makes a run repeatable",
        "a whole number from 0 to \(UInt64.max)",
        \.seed,
        SimulationValue.wholeNumber
    )
    static let latency = Self(
        "latency",
        "how long answers are held back",
        "a time (20ms), a range (20ms..80ms) or lognormal:MEDIAN:P99 (lognormal:40ms:250ms)",
        \.latency,
        SimulationValue.latency
    )
    static let edgeChoice = Self(
        "edge-choice",
        "whether an edge is drawn for each request or belongs to a client address",
        "request or address",
        \.edgeChoice
    ) { KVAPISimulationSettings.EdgeChoice(rawValue: $0) }
}

extension KVAPISimulationSettings {
    /// All keys, in the order in which a help text lists them.
    package static let options: [KVAPISimulationOption] = [
        .seed,
        .latency,
        .time("staleness", "how long an edge answers from what it has read, absence included", \.staleness),
        .number("edges", "places that remember reads apart from each other", 1...64, \.edges),
        .edgeChoice,
        .time("namespace-delay", "how long a new namespace is not found", \.namespaceDelay),
        .time("write-interval", "time that must pass between two puts of a key, else 429", \.writeInterval),
        .number("rate-limit", "requests in a window, then 429; 0 for any", 0...1_000_000_000, \.requestLimit),
        .time("rate-window", "the window of rate-limit", \.requestWindow),
        .time("rate-block", "how long everything is refused once rate-limit is exceeded", \.requestBlock),
        .number(
            "client-rate",
            "requests of one address in a second, then 429; 0 for any",
            0...1_000_000,
            \.clientRequestsPerSecond
        ),
        .probability("empty-page", "a page of keys is empty and has a cursor", \.emptyPageProbability),
        .probability(
            "partial-bulk",
            "an item of a bulk write or delete fails alone",
            \.partialBulkProbability
        ),
        .probability("throttle", "a request is answered 429", \.throttleProbability),
        .probability("error", "a request is answered 500", \.errorProbability),
        .probability("reset", "a request's connection is reset", \.resetProbability),
        .probability("stall", "a request gets no answer, then a closed connection", \.stallProbability),
        .time("stall-time", "how long a stalled connection stays open", \.stallTime),
        .probability(
            "fault-after",
            "a fault strikes after the effect and not before",
            \.faultAfterProbability
        ),
    ]
}
