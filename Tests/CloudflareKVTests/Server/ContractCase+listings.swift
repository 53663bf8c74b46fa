import CloudflareKV
import JSON
import KeyValueStoreTesting
import Testing

extension ContractCase {
    static let listings: [ContractCase] = [
        ContractCase("R9", "a listing counts its items") { api in
            for key in ["b", "a"] { _ = await api.put(key, "v") }
            let answer = await api.sendHere("GET", "/keys")
            #expect(answer.isSuccess)
            #expect(answer.resultText == #"[{"name":"a"},{"name":"b"}]"#)
            #expect(answer.count == 2)
        },
        ContractCase("R10", "a full page has a cursor") { api in
            for number in 10..<25 { _ = await api.put("key\(number)", "v") }
            let answer = await api.sendHere("GET", "/keys?limit=10")
            #expect(answer.items.count == 10)
            #expect(answer.count == 10)
            #expect(answer.cursor?.isEmpty == false)
        },
        ContractCase("R11", "a prefix selects") { api in
            for key in ["users:alice", "users:bob", "posts:first"] { _ = await api.put(key, "v") }
            let answer = await api.sendHere("GET", "/keys?prefix=users:")
            #expect(answer.column("name") == ["users:alice", "users:bob"])
            #expect(answer.count == 2)
        },
        ContractCase("R12", "a whole key is a prefix too") { api in
            for key in ["user", "user:1", "use"] { _ = await api.put(key, "v") }
            #expect(await api.sendHere("GET", "/keys?prefix=user").column("name") == ["user", "user:1"])
        },
        ContractCase("R13", "a prefix of nothing lists nothing") { api in
            _ = await api.put("a", "v")
            let answer = await api.sendHere("GET", "/keys?prefix=zzz")
            #expect(answer.isSuccess)
            #expect(answer.resultText == "[]")
            #expect(answer.count == 0)
            #expect(answer.cursor == "")
        },
        ContractCase("R38", "an empty prefix is none") { api in
            for key in ["b", "a"] { _ = await api.put(key, "v") }
            #expect(await api.sendHere("GET", "/keys?prefix=").column("name") == ["a", "b"])
        },
        ContractCase("R39", "pages give every key once, in order") { api in
            let names = (0..<550).map { "key\(1000 + $0)" }
            let items = names.map { #"{"key":"\#($0)","value":"v"}"# }.joined(separator: ",")
            #expect(await api.sendHere("PUT", "/bulk", "[\(items)]").isSuccess)
            var found: [String] = []
            var requests = 0
            var cursor = ""
            repeat {
                let answer = await api.sendHere("GET", "/keys?limit=100&cursor=\(APIHarness.encode(cursor))")
                found += answer.column("name")
                cursor = try #require(answer.cursor)
                requests += 1
            } while !cursor.isEmpty && requests < 10
            #expect(requests == 6)
            #expect(found == names)
        },
        ContractCase("R40", "limits of lists are kept") { api in
            for limit in [
                "9", "1001", "0", "-1", "99999999999999999999", "ten", "", "+10", "10.5", "010", "0x10",
            ] {
                #expect(
                    await api.sendHere("GET", "/keys?limit=\(limit)").isFailure(400, 10001),
                    "limit=\(limit)"
                )
            }
            for limit in ["10", "1000", "10.0"] {
                #expect(await api.sendHere("GET", "/keys?limit=\(limit)").isSuccess)
            }
            let keys = (0...100).map { "\"k\($0)\"" }.joined(separator: ",")
            let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":[\#(keys)]}"#)
            #expect(answer.isFailure(400, 10029))
            #expect(answer.message == "bulk get keys: 'You can request a maximum of 100 keys'")
        },
    ]
}
