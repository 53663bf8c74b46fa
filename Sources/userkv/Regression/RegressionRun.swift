import KeyValueStore

/// Runs the checks one after the other and removes what they made, also when it is ended early.
struct RegressionRun {
    let client: RegressionClient
    let clock = SystemClock()
    /// Told about each result as it comes.
    let report: (RegressionResult) -> Void

    /// All results; checks that a cancellation kept from running are skipped.
    func run(_ checks: [RegressionCheck] = RegressionChecks.all) async -> [RegressionResult] {
        var results: [RegressionResult] = []
        for check in checks {
            let result = await result(of: check)
            report(result)
            results.append(result)
        }
        let cleaning = RegressionCheck("cleanup", "removes every user of this run") { client in
            var cleanup = RegressionCleanup(client)
            try await cleanup.run()
        }
        // A task of its own: a cancelled run must clean up all the same.
        let client = client
        let cleaned = await Task.detached { await Self.timed(cleaning, client, clock: SystemClock()) }.value
        report(cleaned)
        return results + [cleaned]
    }

    private func result(of check: RegressionCheck) async -> RegressionResult {
        if Task.isCancelled {
            return RegressionResult(group: check.group, name: check.name, outcome: .skipped, milliseconds: 0)
        }
        return await Self.timed(check, client, clock: clock)
    }

    private static func timed(
        _ check: RegressionCheck,
        _ client: RegressionClient,
        clock: SystemClock
    ) async -> RegressionResult {
        let start = clock.monotonicNanoseconds()
        var outcome = RegressionResult.Outcome.passed
        do {
            try await check.run(client)
        } catch {
            outcome = Task.isCancelled ? .skipped : .failed("\(error)")
        }
        let milliseconds = Double(clock.monotonicNanoseconds() - start) / 1_000_000
        return RegressionResult(
            group: check.group,
            name: check.name,
            outcome: outcome,
            milliseconds: milliseconds
        )
    }
}
