import CloudflareKV
import JSON
import KeyValueStoreTesting
import Testing

extension ContractCase {
    static let bulk: [ContractCase] = [
        ContractCase("R14", "a bulk read tells present from absent") { api in
            for key in ["a", "b", "c"] { _ = await api.put(key, "value-\(key)") }
            let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":["c","a","absent","b"]}"#)
            #expect(answer.isSuccess)
            #expect(
                answer.resultText
                    == #"{"values":{"c":"value-c","a":"value-a","absent":null,"b":"value-b"}}"#
            )
        },
        ContractCase("R28", "a bulk put counts its pairs") { api in
            let body = #"[{"key":"a","value":"1"},{"key":"b","value":"2"},{"key":"c","value":"3"}]"#
            let answer = await api.sendHere("PUT", "/bulk", body)
            #expect(answer.isSuccess)
            #expect(answer.resultText == #"{"successful_key_count":3,"unsuccessful_keys":[]}"#)
            #expect(await api.get("b").text == "2")
        },
        ContractCase("R29", "a bulk put decodes base64") { api in
            let body = #"[{"key":"k","value":"YmluYXJ5LWRhdGE=","base64":true}]"#
            #expect(await api.sendHere("PUT", "/bulk", body).isSuccess)
            #expect(await api.get("k").text == "binary-data")
        },
        ContractCase("R30", "empty lists are fine") { api in
            #expect(await api.sendHere("PUT", "/bulk", "[]").isSuccess)
            #expect(await api.sendHere("POST", "/bulk/delete", "[]").isSuccess)
            #expect(await api.sendHere("DELETE", "/bulk", " [ ] ").isSuccess)
        },
        ContractCase("R31", "a bulk read of nothing is refused") { api in
            let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":[]}"#)
            #expect(answer.isFailure(400, 10029))
            #expect(answer.message == "bulk get keys: 'You must request a minimum of 1 key'")
        },
        ContractCase("R32", "a bulk delete of what never was succeeds, in both spellings") { api in
            for (method, path) in [("POST", "/bulk/delete"), ("DELETE", "/bulk")] {
                let answer = await api.sendHere(method, path, #"["never","ever"]"#)
                #expect(answer.isSuccess)
                #expect(answer.resultText == #"{"successful_key_count":2,"unsuccessful_keys":[]}"#)
            }
            _ = await api.put("a", "v")
            _ = await api.sendHere("DELETE", "/bulk", #"["a"]"#)
            #expect(await api.get("a").status == 404)
        },
        ContractCase("R34", "a bulk read can give JSON as JSON") { api in
            _ = await api.put("k", #"{"hello":"world"}"#)
            let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":["k"],"type":"json"}"#)
            #expect(answer.resultText == #"{"values":{"k":{"hello":"world"}}}"#)
        },
        ContractCase("R35", "a bulk read can give metadata") { api in
            _ = await api.putForm("k", value: "v", metadata: #"{"m":1}"#, query: "?expiration_ttl=60")
            let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":["k","no"],"withMetadata":true}"#)
            let expiration = api.now + 60
            #expect(
                answer.resultText
                    == #"{"values":{"k":{"value":"v","metadata":{"m":1},"expiration":\#(expiration)},"no":null}}"#
            )
        },
    ]
}
