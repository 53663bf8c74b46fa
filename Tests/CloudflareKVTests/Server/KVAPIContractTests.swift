import Testing

struct KVAPIContractTests {
    static let cases =
        ContractCase.values + ContractCase.listings + ContractCase.namespaces + ContractCase.bulk
        + ContractCase.binding

    @Test(arguments: cases)
    func holds(_ contractCase: ContractCase) async throws {
        try await contractCase.check(try await APIHarness())
    }

    @Test func everyCaseIsThere() {
        let wanted = (1...40).map { "R\($0)" } + (1...16).filter { $0 != 4 }.map { "B\($0)" }
        #expect(Set(Self.cases.map(\.id)) == Set(wanted))
        #expect(Self.cases.count == wanted.count)
    }
}
