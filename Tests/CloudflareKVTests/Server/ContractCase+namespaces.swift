import CloudflareKV
import JSON
import KeyValueStoreTesting
import Testing

extension ContractCase {
    static let namespaces: [ContractCase] = [
        ContractCase("R15", "namespaces are listed by id or title, either way") { api in
            for title in ["zebra", "apple"] {
                #expect(await api.send("POST", "", #"{"title":"\#(title)"}"#).isSuccess)
            }
            let byID = await api.send("GET", "")
            #expect(byID.isSuccess)
            #expect(byID.column("id") == byID.column("id").sorted())
            #expect(byID.count == 3)
            let descending = await api.send("GET", "?direction=desc")
            #expect(descending.column("id") == byID.column("id").reversed())
            let byTitle = await api.send("GET", "?order=title&direction=desc")
            #expect(byTitle.column("title") == ["zebra", "existing", "apple"])
        },
        ContractCase("R22", "a title is taken once") { api in
            let first = await api.send("POST", "", #"{"title":"new"}"#)
            #expect(first.isSuccess)
            #expect(first.result?.objectValue?["title"]?.stringValue == "new")
            #expect(first.result?.objectValue?["supports_url_encoding"]?.boolValue == true)
            #expect(first.result?.objectValue?["id"]?.stringValue?.utf8.count == 32)
            let second = await api.send("POST", "", #"{"title":"new"}"#)
            #expect(second.isFailure(400, 10014))
            #expect(second.message == "a namespace with this account ID and title already exists")
        },
        ContractCase("R23", "a title is not empty") { api in
            for body in [#"{"title":""}"#, "{}", #"{"title":null}"#, #"{"title":7}"#] {
                #expect(await api.send("POST", "", body).isFailure(400, 10019), "\(body)")
                #expect(await api.sendHere("PUT", "", body).isFailure(400, 10019), "\(body)")
            }
        },
        ContractCase("R24", "a rename cannot take another's title") { api in
            _ = await api.send("POST", "", #"{"title":"other"}"#)
            #expect(await api.sendHere("PUT", "", #"{"title":"other"}"#).isFailure(400, 10014))
            #expect(await api.sendHere("PUT", "", #"{"title":"renamed"}"#).isSuccess)
            let namespace = await api.sendHere("GET", "")
            #expect(namespace.result?.objectValue?["title"]?.stringValue == "renamed")
            #expect(namespace.result?.objectValue?["id"]?.stringValue == APIHarness.namespaceID)
        },
        ContractCase("R25", "a namespace that is not there is not found") { api in
            let path = "/\(APIHarness.unknownNamespaceID)"
            let answers = [
                await api.send("GET", path),
                await api.send("PUT", path, #"{"title":"x"}"#),
                await api.send("DELETE", path),
            ]
            for answer in answers {
                #expect(answer.isFailure(404, 10013))
                #expect(answer.message == "namespace not found")
            }
            #expect(await api.sendHere("DELETE", "").isSuccess)
            #expect(await api.sendHere("GET", "").isFailure(404, 10013))
        },
        ContractCase("R26", "a malformed account id leads nowhere") { api in
            for path in ["", "/\(APIHarness.namespaceID)", "/\(APIHarness.namespaceID)/values/k"] {
                var request = APIHarness.request("GET", path)
                request.rawPath = request.rawPath.replacing(
                    APIHarness.accountID,
                    with: "invalid-account-id-000"
                )
                let answer = APIAnswer(await api.handle(request))
                #expect(answer.isFailure(400, 7003))
            }
        },
        ContractCase("R36", "a page beyond the end is empty, and no error") { api in
            for title in ["one", "two"] { _ = await api.send("POST", "", #"{"title":"\#(title)"}"#) }
            let first = await api.send("GET", "")
            #expect(first.items.count == 3)
            let second = await api.send("GET", "?page=2")
            #expect(second.isSuccess)
            #expect(second.resultText == "[]")
            #expect(second.count == 0)
            #expect(second.information?["total_count"]?.int64Value == 3)
            #expect(second.information?["page"]?.int64Value == 2)
            #expect(second.information?["per_page"]?.int64Value == 20)
        },
    ]
}
