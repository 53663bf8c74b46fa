"""Sends the cases of the KV REST API's contract to a userkv server as plain HTTP/1.1.

The server is named by the same variables as in test_official_sdk.py. Every case has a namespace of its own, which is
removed again.
"""

import base64
import http.client
import json
import os
import time
import urllib.parse
import uuid

import pytest

BASE_URL = os.environ.get("USERKV_TEST_BASE_URL")
TOKEN = os.environ.get("USERKV_TEST_TOKEN")
ACCOUNT = os.environ.get("USERKV_TEST_ACCOUNT_ID")
UNKNOWN_NAMESPACE = "0" * 32

pytestmark = pytest.mark.skipif(
    not (BASE_URL and TOKEN and ACCOUNT),
    reason="USERKV_TEST_BASE_URL, USERKV_TEST_TOKEN and USERKV_TEST_ACCOUNT_ID are not set",
)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.header = response.getheader
        self.body = response.read()

    @property
    def document(self):
        return json.loads(self.body)

    @property
    def result(self):
        """The result of a successful envelope."""
        assert self.status == 200, (self.status, self.body[:300])
        document = self.document
        assert document["success"] is True
        assert document["errors"] == [] and document["messages"] == []
        return document["result"]

    @property
    def information(self):
        return self.document["result_info"]

    @property
    def cursor(self):
        return self.information.get("cursor")

    def names(self):
        return [item["name"] for item in self.result]

    def check_failure(self, status, code, message=None):
        """Checks an envelope with exactly one error; `message` must be its text."""
        assert self.status == status, (self.status, self.body[:300])
        document = self.document
        assert document["success"] is False
        assert document["result"] is None
        assert [error["code"] for error in document["errors"]] == [code]
        if message is not None:
            assert document["errors"][0]["message"] == message


class API:
    """The API over one connection, and a namespace for the case."""

    def __init__(self):
        self.url = urllib.parse.urlsplit(BASE_URL)
        self.connection = http.client.HTTPConnection(self.url.netloc, timeout=30)
        self.made = []
        self.title = f"contract-{uuid.uuid4().hex}"
        self.namespace = self.create(self.title)

    def send(self, method, path, body=None, account=ACCOUNT, **headers):
        """Sends a request to a path after `.../storage/kv/namespaces`, the path as it is."""
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        target = f"{self.url.path}/accounts/{account}/storage/kv/namespaces{path}"
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, target, body, {"Authorization": f"Bearer {TOKEN}", **fields})
        return Answer(self.connection.getresponse())

    def here(self, method, path, body=None, **headers):
        return self.send(method, f"/{self.namespace}{path}", body, **headers)

    def create(self, title):
        namespace = self.send("POST", "", {"title": title}).result["id"]
        self.made.append(namespace)
        return namespace

    def put(self, key, value, query="", **headers):
        return self.here("PUT", value_path(key) + query, value, **headers)

    def get(self, key):
        return self.here("GET", value_path(key))

    def delete(self, key, **headers):
        return self.here("DELETE", value_path(key), **headers)

    def put_form(self, key, value, metadata, query=""):
        boundary = uuid.uuid4().hex
        content = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="value"; filename="upload"\r\n'
            f"Content-Type: application/octet-stream\r\n\r\n{value}\r\n"
            f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n'
            f"Content-Type: application/json\r\n\r\n{metadata}\r\n--{boundary}--\r\n"
        )
        return self.put(key, content.encode(), query, Content_Type=f"multipart/form-data; boundary={boundary}")

    def close(self):
        for namespace in self.made:
            self.send("DELETE", f"/{namespace}")
        self.connection.close()


def value_path(key):
    return "/values/" + urllib.parse.quote(key, safe="")


@pytest.fixture
def api():
    api = API()
    yield api
    api.close()


CASES = []


def case(identifier, promise):
    def register(check):
        CASES.append(pytest.param(check, id=f"{identifier} {promise}"))
        return check

    return register


@pytest.mark.parametrize("check", CASES)
def test_contract_case(check, api):
    check(api)


# Values


@case("R1", "what was put comes back")
def _(api):
    assert api.put("k", "new-value").result in ({}, None)
    answer = api.get("k")
    assert (answer.status, answer.body) == (200, b"new-value")


@case("R2", "an absent key is not found")
def _(api):
    api.get("absent").check_failure(404, 10009, "get: 'key not found'")


@case("R3", "an unknown namespace is not found, whatever the operation")
def _(api):
    for prefix, method, path, body in [
        ("get", "GET", "/values/k", None),
        ("put", "PUT", "/values/k", "v"),
        ("remove key", "DELETE", "/values/k", None),
        ("list keys", "GET", "/keys", None),
        ("bulk get keys", "POST", "/bulk/get", {"keys": ["k"]}),
    ]:
        answer = api.send(method, f"/{UNKNOWN_NAMESPACE}{path}", body)
        answer.check_failure(404, 10013, f"{prefix}: 'namespace not found'")


@case("R4", "bytes come back as they were")
def _(api):
    value = bytes.fromhex("ff000a141ec8")
    assert api.put("k", value).status == 200
    assert api.get("k").body == value


@case("R5", "a deleted key is gone")
def _(api):
    api.put("k", "v")
    assert api.delete("k").result in ({}, None)
    assert api.get("k").status == 404


@case("R6", "deleting what never was succeeds")
def _(api):
    assert api.delete("never").result in ({}, None)


@case("R7", "the second put wins")
def _(api):
    api.put("k", "one")
    api.put("k", "two")
    assert api.get("k").body == b"two"


@case("R8", "an encoded key is found under its decoded name")
def _(api):
    assert api.here("PUT", "/values/key%3Awith%3Acolons", "v").status == 200
    assert api.here("GET", "/values/key:with:colons").body == b"v"
    assert api.here("GET", "/keys").names() == ["key:with:colons"]


@case("R16", "a form carries value and metadata")
def _(api):
    assert api.put_form("k", "bytes", '{ "a" : 1.0 }').status == 200
    assert api.get("k").body == b"bytes"
    assert api.here("GET", "/metadata/k").result == {"a": 1.0}
    assert api.here("GET", "/keys").result == [{"name": "k", "metadata": {"a": 1.0}}]


@case("R17", "a JSON body is the value and no form")
def _(api):
    document = '{"metadata":{},"value":"x"}'
    assert api.put("k", document, Content_Type="application/json").status == 200
    assert api.get("k").body == document.encode()
    assert api.here("GET", "/metadata/k").result is None


@case("R18", "a time to live becomes an absolute expiration")
def _(api):
    before = int(time.time())
    api.put("k", "v", "?expiration_ttl=300")
    expiration = int(api.get("k").header("expiration"))
    assert before + 300 <= expiration <= int(time.time()) + 300
    assert api.here("GET", "/keys").result == [{"name": "k", "expiration": expiration}]


@case("R19", "without expiry there is no header")
def _(api):
    api.put("k", "v")
    assert api.get("k").header("expiration") is None


@case("R20", "a plain put clears metadata and expiry")
def _(api):
    api.put_form("k", "v", '{"m":1}', "?expiration_ttl=300")
    assert api.get("k").header("expiration") is not None
    api.put("k", "w")
    assert api.get("k").header("expiration") is None
    assert api.here("GET", "/metadata/k").result is None


@case("R21", "a time to live of one second is refused")
def _(api):
    api.put("k", "v", "?expiration_ttl=1").check_failure(400, 10034)
    assert api.get("k").status == 404


@case("R27", "an absent key has no metadata to give")
def _(api):
    api.here("GET", "/metadata/absent").check_failure(404, 10009)


@case("R33", "a key may hold what URLs give a meaning to")
def _(api):
    key = "key/with:special chars&symbols=yes"
    assert api.put(key, "v").status == 200
    assert api.here("GET", "/keys").names() == [key]
    assert api.get(key).body == b"v"


@case("R37", "a delete may claim to have JSON and have none")
def _(api):
    api.put("k", "v")
    assert api.delete("k", Content_Type="application/json").status == 200
    assert api.get("k").status == 404


# Listings


@case("R9", "a listing counts its items")
def _(api):
    for key in ("b", "a"):
        api.put(key, "v")
    answer = api.here("GET", "/keys")
    assert answer.result == [{"name": "a"}, {"name": "b"}]
    assert answer.information["count"] == 2


@case("R10", "a full page has a cursor")
def _(api):
    for number in range(10, 25):
        api.put(f"key{number}", "v")
    answer = api.here("GET", "/keys?limit=10")
    assert len(answer.result) == 10
    assert answer.information["count"] == 10
    assert answer.cursor


@case("R11", "a prefix selects")
def _(api):
    for key in ("users:alice", "users:bob", "posts:first"):
        api.put(key, "v")
    answer = api.here("GET", "/keys?prefix=users:")
    assert answer.names() == ["users:alice", "users:bob"]
    assert answer.information["count"] == 2


@case("R12", "a whole key is a prefix too")
def _(api):
    for key in ("user", "user:1", "use"):
        api.put(key, "v")
    assert api.here("GET", "/keys?prefix=user").names() == ["user", "user:1"]


@case("R13", "a prefix of nothing lists nothing")
def _(api):
    api.put("a", "v")
    answer = api.here("GET", "/keys?prefix=zzz")
    assert answer.result == []
    assert answer.information["count"] == 0
    assert not answer.cursor


@case("R38", "an empty prefix is none")
def _(api):
    for key in ("b", "a"):
        api.put(key, "v")
    assert api.here("GET", "/keys?prefix=").names() == api.here("GET", "/keys").names() == ["a", "b"]


@case("R39", "pages give every key once, in order")
def _(api):
    names = [f"key{1000 + number}" for number in range(550)]
    api.here("PUT", "/bulk", [{"key": name, "value": "v"} for name in names])
    found, cursor, requests = [], "", 0
    while requests == 0 or cursor:
        answer = api.here("GET", f"/keys?limit=100&cursor={urllib.parse.quote(cursor, safe='')}")
        found += answer.names()
        cursor = answer.cursor
        requests += 1
        assert requests <= 6
    assert requests == 6
    assert found == names


@case("R40", "limits of lists are kept")
def _(api):
    for limit in ("9", "1001", "0", "-1", "ten", ""):
        api.here("GET", f"/keys?limit={limit}").check_failure(400, 10001)
    for limit in ("10", "1000"):
        assert api.here("GET", f"/keys?limit={limit}").status == 200
    answer = api.here("POST", "/bulk/get", {"keys": [f"k{number}" for number in range(101)]})
    answer.check_failure(400, 10029, "bulk get keys: 'You can request a maximum of 100 keys'")


# Bulk operations


@case("R14", "a bulk read tells present from absent")
def _(api):
    for key in "abc":
        api.put(key, f"value-{key}")
    result = api.here("POST", "/bulk/get", {"keys": ["c", "a", "absent", "b"]}).result
    assert result == {"values": {"a": "value-a", "b": "value-b", "c": "value-c", "absent": None}}


@case("R28", "a bulk put counts its pairs")
def _(api):
    items = [{"key": key, "value": value} for key, value in (("a", "1"), ("b", "2"), ("c", "3"))]
    result = api.here("PUT", "/bulk", items).result
    assert result == {"successful_key_count": 3, "unsuccessful_keys": []}
    assert api.get("b").body == b"2"


@case("R29", "a bulk put decodes base64")
def _(api):
    value = base64.b64encode(b"binary-data").decode()
    assert api.here("PUT", "/bulk", [{"key": "k", "value": value, "base64": True}]).status == 200
    assert api.get("k").body == b"binary-data"


@case("R30", "empty lists are fine")
def _(api):
    for method, path in (("PUT", "/bulk"), ("POST", "/bulk/delete"), ("DELETE", "/bulk")):
        api.here(method, path, []).result


@case("R31", "a bulk read of nothing is refused")
def _(api):
    answer = api.here("POST", "/bulk/get", {"keys": []})
    answer.check_failure(400, 10029, "bulk get keys: 'You must request a minimum of 1 key'")


@case("R32", "a bulk delete of what never was succeeds, in both spellings")
def _(api):
    for method, path in (("POST", "/bulk/delete"), ("DELETE", "/bulk")):
        result = api.here(method, path, ["never", "ever"]).result
        assert result == {"successful_key_count": 2, "unsuccessful_keys": []}
    for number, (method, path) in enumerate((("POST", "/bulk/delete"), ("DELETE", "/bulk"))):
        api.put(f"k{number}", "v")
        api.here(method, path, [f"k{number}"])
        assert api.get(f"k{number}").status == 404


@case("R34", "a bulk read can give JSON as JSON")
def _(api):
    api.put("k", '{"hello":"world"}')
    result = api.here("POST", "/bulk/get", {"keys": ["k"], "type": "json"}).result
    assert result == {"values": {"k": {"hello": "world"}}}


@case("R35", "a bulk read can give metadata")
def _(api):
    api.put_form("k", "v", '{"m":1}', "?expiration_ttl=300")
    api.put("plain", "w")
    document = {"keys": ["k", "plain", "no"], "withMetadata": True}
    result = api.here("POST", "/bulk/get", document).result
    expiration = int(api.get("k").header("expiration"))
    assert result == {
        "values": {
            "k": {"value": "v", "metadata": {"m": 1}, "expiration": expiration},
            "plain": {"value": "w", "metadata": None},
            "no": None,
        }
    }


# Namespaces


@case("R15", "namespaces are listed by id or title, either way")
def _(api):
    for name in ("zebra", "apple", "Mango"):
        api.create(f"{api.title}-{name}")
    by_id = [each["id"] for each in api.send("GET", "?per_page=1000").result]
    assert by_id == sorted(by_id)
    assert set(api.made) <= set(by_id)
    descending = api.send("GET", "?per_page=1000&direction=desc").result
    assert [each["id"] for each in descending] == by_id[::-1]
    titles = [each["title"] for each in api.send("GET", "?per_page=1000&order=title&direction=desc").result]
    assert titles == sorted(titles, key=str.encode, reverse=True)


@case("R22", "a title is taken once")
def _(api):
    namespace = api.send("GET", f"/{api.namespace}").result
    assert namespace == {"id": api.namespace, "title": api.title, "supports_url_encoding": True}
    message = "a namespace with this account ID and title already exists"
    api.send("POST", "", {"title": api.title}).check_failure(400, 10014, message)


@case("R23", "a title is not empty")
def _(api):
    for document in ({"title": ""}, {}, {"title": None}, {"title": 7}):
        api.send("POST", "", document).check_failure(400, 10019)
        api.here("PUT", "", document).check_failure(400, 10019)


@case("R24", "a rename cannot take another's title")
def _(api):
    api.create(api.title + "-other")
    api.here("PUT", "", {"title": api.title + "-other"}).check_failure(400, 10014)
    assert api.here("PUT", "", {"title": api.title + "-renamed"}).status == 200
    assert api.here("GET", "").result["title"] == api.title + "-renamed"


@case("R25", "a namespace that is not there is not found")
def _(api):
    for method, document in (("GET", None), ("PUT", {"title": "x"}), ("DELETE", None)):
        answer = api.send(method, f"/{UNKNOWN_NAMESPACE}", document)
        answer.check_failure(404, 10013, "namespace not found")
    assert api.here("DELETE", "").status == 200
    api.here("GET", "").check_failure(404, 10013)


@case("R26", "a malformed account id leads nowhere")
def _(api):
    for path in ("", f"/{api.namespace}", f"/{api.namespace}/values/k"):
        api.send("GET", path, account="invalid-account-id-000").check_failure(400, 7003)


@case("R36", "a page beyond the end is empty, and no error")
def _(api):
    for number in range(2):
        api.create(f"{api.title}-{number}")
    first = api.send("GET", "?per_page=1000")
    total = first.information["total_count"]
    assert total == first.information["count"] == len(first.result)
    second = api.send("GET", f"?page=2&per_page={total}")
    assert second.result == []
    assert second.information == {"page": 2, "per_page": total, "count": 0, "total_count": total}


# Requests in the shape in which wrangler sends them


@case("W1", "a key that begins with a slash is sent encoded")
def _(api):
    assert api.here("PUT", "/values/%2Fmy-key", "v").result in ({}, None)
    assert api.here("GET", "/keys?prefix=").names() == ["/my-key"]
    assert api.here("GET", "/values/%2Fmy-key").body == b"v"


@case("W2", "of two expiries in the query the time to live counts")
def _(api):
    message = "put: 'Invalid expiration_ttl of 20. Expiration TTL must be at least 60.'"
    api.here("PUT", "/values/k?expiration=10&expiration_ttl=20", "v").check_failure(400, 10034, message)
    before = int(time.time())
    assert api.here("PUT", "/values/k?expiration=10&expiration_ttl=200", "v").status == 200
    assert before + 200 <= int(api.get("k").header("expiration")) <= int(time.time()) + 200


@case("W3", "twelve thousand pairs come in twelve puts")
def _(api):
    items = [{"key": f"key{10000 + number}", "value": "v"} for number in range(12_000)]
    for start in range(0, len(items), 1000):
        result = api.here("PUT", "/bulk", items[start : start + 1000], Content_Type="application/json").result
        assert result == {"successful_key_count": 1000, "unsuccessful_keys": []}
    found, cursor = [], ""
    while not found or cursor:
        answer = api.here("GET", f"/keys?prefix=&cursor={urllib.parse.quote(cursor, safe='')}")
        found += answer.names()
        cursor = answer.cursor
    assert found == [item["key"] for item in items]


@case("W4", "a bulk delete is a DELETE with a list of names")
def _(api):
    for key in "abc":
        api.put(key, "v")
    answer = api.here("DELETE", "/bulk", '["a","b"]', Content_Type="application/json")
    assert answer.result == {"successful_key_count": 2, "unsuccessful_keys": []}
    assert api.here("GET", "/keys?prefix=").names() == ["c"]


@case("W5", "a prefix with a slash is sent encoded")
def _(api):
    for key in ("a", "a/b", "a/c", "b"):
        api.put(key, "v")
    assert api.here("GET", "/keys?prefix=a%2F").names() == ["a/b", "a/c"]


def test_every_case_has_its_own_id():
    identifiers = [parameter.id.split()[0] for parameter in CASES]
    wanted = [f"R{number}" for number in range(1, 41)] + [f"W{number}" for number in range(1, 6)]
    assert sorted(identifiers) == sorted(wanted)
