import CloudflareKV
import JSON
import KeyValueStoreTesting
import Testing

extension ContractCase {
    static let values: [ContractCase] = [
        ContractCase("R1", "what was put comes back") { api in
            #expect(await api.put("k", "new-value").isSuccess)
            #expect(await api.get("k").text == "new-value")
        },
        ContractCase("R2", "an absent key is not found") { api in
            let answer = await api.get("absent")
            #expect(answer.isFailure(404, 10009))
            #expect(answer.message == "get: 'key not found'")
        },
        ContractCase("R3", "an unknown namespace is not found, whatever the operation") { api in
            let here = "/\(APIHarness.unknownNamespaceID)"
            let answers = [
                ("get", await api.send("GET", "\(here)/values/k")),
                ("put", await api.send("PUT", "\(here)/values/k", "v")),
                ("remove key", await api.send("DELETE", "\(here)/values/k")),
                ("list keys", await api.send("GET", "\(here)/keys")),
                ("bulk get keys", await api.send("POST", "\(here)/bulk/get", #"{"keys":["k"]}"#)),
            ]
            for (prefix, answer) in answers {
                #expect(answer.isFailure(404, 10013))
                #expect(answer.message == "\(prefix): 'namespace not found'")
            }
        },
        ContractCase("R4", "bytes come back as they were") { api in
            let bytes: [UInt8] = [0xFF, 0x00, 0x0A, 0x14, 0x1E, 0xC8]
            let put = APIHarness.request("PUT", "/\(APIHarness.namespaceID)/values/k", bytes: bytes)
            #expect(APIAnswer(await api.handle(put)).isSuccess)
            #expect(await api.get("k").response.body == bytes)
        },
        ContractCase("R5", "a deleted key is gone") { api in
            _ = await api.put("k", "v")
            #expect(await api.sendHere("DELETE", "/values/k").isSuccess)
            #expect(await api.get("k").status == 404)
        },
        ContractCase("R6", "deleting what never was succeeds") { api in
            #expect(await api.sendHere("DELETE", "/values/never").isSuccess)
        },
        ContractCase("R7", "the second put wins") { api in
            _ = await api.put("k", "one")
            _ = await api.put("k", "two")
            #expect(await api.get("k").text == "two")
        },
        ContractCase("R8", "an encoded key is found under its decoded name") { api in
            #expect(await api.sendHere("PUT", "/values/key%3Awith%3Acolons", "v").isSuccess)
            #expect(await api.sendHere("GET", "/values/key:with:colons").text == "v")
            #expect(await api.sendHere("GET", "/keys").column("name") == ["key:with:colons"])
        },
        ContractCase("R16", "a form carries value and metadata") { api in
            #expect(await api.putForm("k", value: "bytes", metadata: #"{ "a" : 1.0 }"#).isSuccess)
            #expect(await api.get("k").text == "bytes")
            #expect(await api.sendHere("GET", "/metadata/k").resultText == #"{"a":1.0}"#)
            let item = try #require(await api.sendHere("GET", "/keys").items.first)
            #expect(item["metadata"]?.bytes == Array(#"{"a":1.0}"#.utf8))
        },
        ContractCase("R17", "a JSON body is the value and no form") { api in
            let document = #"{"metadata":{},"value":"x"}"#
            let type = ["content-type": "application/json"]
            #expect(await api.sendHere("PUT", "/values/k", document, headers: type).isSuccess)
            #expect(await api.get("k").text == document)
            #expect(await api.sendHere("GET", "/metadata/k").resultText == "null")
        },
        ContractCase("R18", "a time to live becomes an absolute expiration") { api in
            _ = await api.put("k", "v", query: "?expiration_ttl=300")
            #expect(await api.get("k").response.header("expiration") == String(api.now + 300))
            let item = try #require(await api.sendHere("GET", "/keys").items.first)
            #expect(item["expiration"]?.int64Value == api.now + 300)
        },
        ContractCase("R19", "without expiry there is no header") { api in
            _ = await api.put("k", "v")
            #expect(await api.get("k").response.header("expiration") == nil)
        },
        ContractCase("R20", "a plain put clears metadata and expiry") { api in
            _ = await api.putForm("k", value: "v", metadata: "{}", query: "?expiration_ttl=300")
            #expect(await api.get("k").response.header("expiration") != nil)
            _ = await api.put("k", "w")
            #expect(await api.get("k").response.header("expiration") == nil)
            #expect(await api.sendHere("GET", "/metadata/k").resultText == "null")
        },
        ContractCase("R21", "a time to live of one second is refused") { api in
            #expect(await api.put("k", "v", query: "?expiration_ttl=1").isFailure(400, 10034))
            #expect(await api.get("k").status == 404)
        },
        ContractCase("R27", "an absent key has no metadata to give") { api in
            #expect(await api.sendHere("GET", "/metadata/absent").isFailure(404, 10009))
        },
        ContractCase("R33", "a key may hold what URLs give a meaning to") { api in
            let key = "key/with:special chars&symbols=yes"
            #expect(await api.put(key, "v").isSuccess)
            #expect(await api.sendHere("GET", "/keys").column("name") == [key])
            #expect(await api.get(key).text == "v")
        },
        ContractCase("R37", "a delete may claim to have JSON and have none") { api in
            _ = await api.put("k", "v")
            let type = ["content-type": "application/json"]
            #expect(await api.sendHere("DELETE", "/values/k", headers: type).status == 200)
        },
    ]
}
