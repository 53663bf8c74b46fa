import CloudflareKV
import JSON
import KeyValueStoreTesting
import Testing

/// The rules of the Workers binding, as far as they show through the REST API.
extension ContractCase {
    static let binding: [ContractCase] = [
        ContractCase("B1", "keys that cannot be are refused") { api in
            let long = String(repeating: "x", count: 513)
            for method in ["GET", "PUT", "DELETE"] {
                let empty = await api.sendHere(method, "/values/")
                #expect(empty.isFailure(400, 10001))
                #expect(empty.message.contains("Key name cannot be empty."))
                for path in ["/values/.", "/values/..", "/values/%2e", "/values/%2E%2e"] {
                    let answer = await api.sendHere(method, path)
                    #expect(answer.isFailure(400, 10001), "\(path)")
                    #expect(answer.message.contains("not allowed as a key name"))
                }
                let tooLong = await api.sendHere(method, "/values/\(long)")
                #expect(tooLong.isFailure(414, 10001))
                #expect(
                    tooLong.message.contains("UTF-8 encoded length of 513 exceeds key length limit of 512.")
                )
            }
            #expect(await api.put(String(long.dropLast()), "v").isSuccess)
        },
        ContractCase("B2", "an absent key is absent") { api in
            #expect(await api.get("k").status == 404)
        },
        ContractCase("B3", "an entry is gone when its time has come") { api in
            _ = await api.put("k", "v", query: "?expiration_ttl=60")
            api.clock.advance(milliseconds: 59_999)
            #expect(await api.get("k").text == "v")
            api.clock.advance(milliseconds: 1)
            #expect(await api.get("k").isFailure(404, 10009))
            #expect(await api.sendHere("GET", "/metadata/k").isFailure(404, 10009))
            #expect(await api.sendHere("GET", "/keys").resultText == "[]")
        },
        ContractCase("B5", "an empty value is a value") { api in
            #expect(await api.put("k", "").isSuccess)
            let answer = await api.get("k")
            #expect(answer.status == 200)
            #expect(answer.response.body.isEmpty)
        },
        ContractCase("B6", "keys differ by case") { api in
            _ = await api.put("key", "lower")
            _ = await api.put("KEY", "upper")
            #expect(await api.get("key").text == "lower")
            #expect(await api.get("KEY").text == "upper")
        },
        ContractCase("B7", "times to live are checked in the runtime's words") { api in
            let zero = "Please specify integer greater than 0."
            for (text, complaint) in [
                ("nan", zero), ("0", zero), ("-5", zero), ("60.5", zero), ("", zero),
                ("30", "Expiration TTL must be at least 60."),
            ] {
                let answer = await api.put("k", "v", query: "?expiration_ttl=\(text)")
                #expect(answer.isFailure(400, 10034), "\(text)")
                #expect(answer.message == "put: 'Invalid expiration_ttl of \(text). \(complaint)'")
            }
        },
        ContractCase("B8", "expirations are checked in the runtime's words") { api in
            for (time, complaint) in [
                (
                    api.now,
                    "Please specify integer greater than the current number of seconds since the UNIX epoch."
                ),
                (api.now + 30, "Expiration times must be at least 60 seconds in the future."),
            ] {
                let answer = await api.put("k", "v", query: "?expiration=\(time)")
                #expect(answer.isFailure(400, 10034))
                #expect(answer.message == "put: 'Invalid expiration of \(time). \(complaint)'")
            }
            #expect(await api.put("k", "v", query: "?expiration=\(api.now + 60)").isSuccess)
            // The time to live decides, and the expiration is then not even looked at.
            #expect(await api.put("k", "v", query: "?expiration=10&expiration_ttl=60").isSuccess)
        },
        ContractCase("B9", "a value has 25 MiB at most") { api in
            let path = "/\(APIHarness.namespaceID)/values/k"
            let largest = [UInt8](repeating: 7, count: 26_214_400)
            let accepted = await api.handle(APIHarness.request("PUT", path, bytes: largest))
            #expect(accepted.status == 200)
            let refused = APIAnswer(
                await api.handle(APIHarness.request("PUT", path, bytes: largest + [7]))
            )
            #expect(refused.isFailure(413, 10001))
            #expect(refused.message == "put: 'Value length of 26214401 exceeds limit of 26214400.'")
        },
        ContractCase("B10", "metadata has 1,024 bytes at most") { api in
            let fits = "\"" + String(repeating: "m", count: 1022) + "\""
            #expect(await api.putForm("k", value: "v", metadata: "  \(fits)  ").isSuccess)
            let answer = await api.putForm("k", value: "v", metadata: "\"m" + fits.dropFirst())
            #expect(answer.isFailure(413, 10001))
            #expect(answer.message == "put: 'Metadata length of 1025 exceeds limit of 1024.'")
        },
        ContractCase("B11", "keys are listed in order") { api in
            for key in ["key3", "key1", "key2"] { _ = await api.put(key, "v") }
            let answer = await api.sendHere("GET", "/keys")
            #expect(answer.column("name") == ["key1", "key2", "key3"])
            #expect(answer.cursor == "")
        },
        ContractCase("B12", "a prefix minds case") { api in
            for key in ["key1", "KEY1", "KEY2"] { _ = await api.put(key, "v") }
            #expect(await api.sendHere("GET", "/keys?prefix=KEY").column("name") == ["KEY1", "KEY2"])
        },
        ContractCase("B13", "the last page has no cursor") { api in
            for number in 10..<30 { _ = await api.put("key\(number)", "v") }
            let first = await api.sendHere("GET", "/keys?limit=10")
            let cursor = try #require(first.cursor)
            let second = await api.sendHere("GET", "/keys?limit=10&cursor=\(APIHarness.encode(cursor))")
            #expect(second.column("name") == (20..<30).map { "key\($0)" })
            #expect(second.cursor == "")
        },
        ContractCase("B14", "bulk reads are checked in the runtime's words") { api in
            let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":["k"],"type":"invalid"}"#)
            #expect(answer.isFailure(400, 10001))
            #expect(
                answer.message == #"bulk get keys: '"invalid" is not a valid type. Use "json" or "text"'"#
            )
            _ = await api.put("k", "not json")
            let json = await api.sendHere("POST", "/bulk/get", #"{"keys":["k"],"type":"json"}"#)
            #expect(json.isFailure(400, 10001))
            #expect(
                json.message.contains("At least one of the requested keys corresponds to a non-json value")
            )
        },
        ContractCase("B15", "a bulk read gives null for metadata that is not there") { api in
            _ = await api.putForm("with", value: "v", metadata: #"{"m":1}"#)
            _ = await api.put("without", "v")
            let answer = await api.sendHere(
                "POST",
                "/bulk/get",
                #"{"keys":["with","without"],"withMetadata":true}"#
            )
            #expect(
                answer.resultText
                    == #"{"values":{"with":{"value":"v","metadata":{"m":1}},"without":{"value":"v","metadata":null}}}"#
            )
        },
        ContractCase("B16", "a page of 1,001 keys is refused in the runtime's words") { api in
            let answer = await api.sendHere("GET", "/keys?limit=1001")
            #expect(
                answer.message == "list keys: 'Invalid key_count_limit of 1001. Please specify an integer "
                    + "less than 1000.'"
            )
        },
    ]
}
