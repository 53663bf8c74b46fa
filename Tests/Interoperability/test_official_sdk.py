"""Runs Cloudflare's official Python SDK against a userkv server.

The server is named by the environment:

    USERKV_TEST_BASE_URL    for example http://127.0.0.1:8788/client/v4
    USERKV_TEST_TOKEN       the API token
    USERKV_TEST_ACCOUNT_ID  the account id, 32 hexadecimal digits

Every test makes a namespace of its own and removes it again, so the server may hold other data.
"""

import io
import json
import os
import time
import uuid
import warnings

import cloudflare
import pytest
from cloudflare import Cloudflare

BASE_URL = os.environ.get("USERKV_TEST_BASE_URL")
TOKEN = os.environ.get("USERKV_TEST_TOKEN")
ACCOUNT = os.environ.get("USERKV_TEST_ACCOUNT_ID")
UNKNOWN_NAMESPACE = "0" * 32

pytestmark = pytest.mark.skipif(
    not (BASE_URL and TOKEN and ACCOUNT),
    reason="USERKV_TEST_BASE_URL, USERKV_TEST_TOKEN and USERKV_TEST_ACCOUNT_ID are not set",
)


def make_client(**options):
    options = {"api_token": TOKEN, "base_url": BASE_URL, "max_retries": 0, **options}
    return Cloudflare(**options)


@pytest.fixture(scope="module")
def client():
    return make_client()


@pytest.fixture
def title():
    return f"interoperability-{uuid.uuid4().hex}"


@pytest.fixture
def namespace(client, title):
    made = client.kv.namespaces.create(account_id=ACCOUNT, title=title)
    yield made.id
    try:
        client.kv.namespaces.delete(made.id, account_id=ACCOUNT)
    except cloudflare.NotFoundError:
        pass


class Namespace:
    """The calls of one namespace, without the arguments that are always the same."""

    def __init__(self, client, namespace_id):
        self.client = client
        self.namespaces = client.kv.namespaces
        self.id = namespace_id
        self.keys = {"account_id": ACCOUNT, "namespace_id": namespace_id}

    def put(self, key, value, **options):
        return self.namespaces.values.update(key, value=value, **self.keys, **options)

    def get(self, key):
        return self.namespaces.values.get(key, **self.keys)

    def delete(self, key):
        return self.namespaces.values.delete(key, **self.keys)

    def metadata(self, key):
        return self.namespaces.metadata.get(key, **self.keys)

    def list(self, **options):
        return self.namespaces.keys.list(self.id, account_id=ACCOUNT, **options)

    def bulk_put(self, items):
        return self.namespaces.bulk_update(self.id, account_id=ACCOUNT, body=items)

    def bulk_get(self, keys, **options):
        return self.namespaces.bulk_get(self.id, account_id=ACCOUNT, keys=keys, **options)

    def bulk_delete(self, keys):
        return self.namespaces.bulk_delete(self.id, account_id=ACCOUNT, body=keys)


@pytest.fixture
def kv(client, namespace):
    return Namespace(client, namespace)


def only_error(caught):
    """The one error of an answer, as the SDK gives it."""
    errors = caught.value.errors
    assert len(errors) == 1
    return errors[0]


class TestNamespaces:
    def test_create_get_rename_delete(self, client, title):
        namespaces = client.kv.namespaces
        made = namespaces.create(account_id=ACCOUNT, title=title)
        assert made.title == title
        assert len(made.id) == 32
        assert made.supports_url_encoding is True
        assert namespaces.get(made.id, account_id=ACCOUNT).title == title
        renamed = namespaces.update(made.id, account_id=ACCOUNT, title=title + "-renamed")
        assert (renamed.id, renamed.title) == (made.id, title + "-renamed")
        namespaces.delete(made.id, account_id=ACCOUNT)
        with pytest.raises(cloudflare.NotFoundError) as caught:
            namespaces.get(made.id, account_id=ACCOUNT)
        assert only_error(caught).code == 10013

    def test_list_iterates_over_all_pages(self, client, title):
        made = [client.kv.namespaces.create(account_id=ACCOUNT, title=f"{title}-{n}") for n in range(3)]
        try:
            for per_page in (1, 2, 1000):
                found = [each.id for each in client.kv.namespaces.list(account_id=ACCOUNT, per_page=per_page)]
                assert len(found) == len(set(found))
                assert {each.id for each in made} <= set(found)
        finally:
            for each in made:
                client.kv.namespaces.delete(each.id, account_id=ACCOUNT)

    def test_list_order_and_direction(self, client, title):
        made = [client.kv.namespaces.create(account_id=ACCOUNT, title=f"{title}-{n}") for n in "bac"]
        try:
            for order in ("id", "title"):
                for direction in ("asc", "desc"):
                    listed = client.kv.namespaces.list(
                        account_id=ACCOUNT, order=order, direction=direction, per_page=1000
                    )
                    values = [getattr(each, order) for each in listed]
                    assert values == sorted(values, key=str.encode, reverse=direction == "desc")
        finally:
            for each in made:
                client.kv.namespaces.delete(each.id, account_id=ACCOUNT)

    def test_page_beyond_the_end_is_empty(self, client, namespace):
        page = client.kv.namespaces.list(account_id=ACCOUNT, page=100_000)
        assert page.result == []
        assert page.result_info.page == 100_000

    def test_title_is_taken_once(self, client, kv, title):
        with pytest.raises(cloudflare.BadRequestError) as caught:
            client.kv.namespaces.create(account_id=ACCOUNT, title=title)
        error = only_error(caught)
        assert error.code == 10014
        assert error.message == "a namespace with this account ID and title already exists"

    def test_title_is_not_empty(self, client, namespace):
        with pytest.raises(cloudflare.BadRequestError) as caught:
            client.kv.namespaces.create(account_id=ACCOUNT, title="")
        assert only_error(caught).code == 10019
        with pytest.raises(cloudflare.BadRequestError) as caught:
            client.kv.namespaces.update(namespace, account_id=ACCOUNT, title="")
        assert only_error(caught).code == 10019


class TestValues:
    @pytest.mark.parametrize(
        "key",
        [
            "plain", "a/b", "%2F", "%2e", "a b", "é", "a+b", "a?b#c&d=e:f@g!", "x..y", "...",
            "key/with:special chars&symbols=yes",
            "\u65e5\u672c\u8a9e", "\U0001f389", '"quoted"\\', "k" * 512,
        ],
    )
    def test_key_comes_back_as_sent(self, kv, key):
        kv.put(key, b"value of " + key.encode())
        assert kv.get(key).read() == b"value of " + key.encode()
        assert [item.name for item in kv.list()] == [key]
        kv.delete(key)
        assert list(kv.list()) == []

    @pytest.mark.parametrize(
        "value",
        [b"", b"text", bytes(range(256)), b"\xff\x00\x0a\x14\x1e\xc8", b"\r\n--x--\r\n" * 50],
    )
    def test_value_comes_back_as_sent(self, kv, value):
        kv.put("k", value)
        response = kv.get("k")
        assert response.read() == value
        assert response.headers["content-type"] == "application/octet-stream"
        assert "expiration" not in response.headers

    def test_value_of_25_mebibytes(self, kv):
        value = os.urandom(1024) * (25 * 1024)
        kv.put("k", value, metadata={"large": True})
        assert kv.get("k").read() == value
        with pytest.raises(cloudflare.APIStatusError) as caught:
            kv.put("k", value + b"x")
        assert caught.value.status_code == 413

    @pytest.mark.parametrize(
        "value", [io.BytesIO(b"from a file"), ("name.bin", b"from a file", "application/octet-stream")]
    )
    def test_value_from_a_file(self, kv, value):
        kv.put("k", value)
        assert kv.get("k").read() == b"from a file"

    @pytest.mark.parametrize(
        "metadata, expected",
        [
            ({"a": 1, "b": [True, None, "x"]}, {"a": 1, "b": [True, None, "x"]}),
            ([1, 2.5], [1, 2.5]), (7, 7),
            (json.dumps("text"), "text"), (json.dumps({"as": "text"}), {"as": "text"}),
        ],
    )
    def test_metadata_comes_back(self, kv, metadata, expected):
        kv.put("k", b"v", metadata=metadata)
        assert kv.metadata("k") == expected
        assert [item.metadata for item in kv.list()] == [expected]

    def test_plain_put_clears_metadata_and_expiration(self, kv):
        kv.put("k", b"v", metadata={"m": 1}, expiration_ttl=300)
        kv.put("k", b"w")
        assert kv.metadata("k") is None
        assert "expiration" not in kv.get("k").headers
        assert [(item.expiration, item.metadata) for item in kv.list()] == [(None, None)]

    def test_expiration(self, kv):
        before = int(time.time())
        kv.put("relative", b"v", expiration_ttl=300)
        kv.put("absolute", b"v", expiration=before + 600)
        kv.put("both", b"v", expiration=10, expiration_ttl=300.0)
        after = int(time.time())
        listed = {item.name: item.expiration for item in kv.list()}
        for key in ("relative", "both"):
            expiration = int(kv.get(key).headers["expiration"])
            assert before + 300 <= expiration <= after + 300
            assert listed[key] == expiration
        assert kv.get("absolute").headers["expiration"] == str(before + 600)

    @pytest.mark.parametrize("options", [{"expiration_ttl": 1}, {"expiration_ttl": 0}, {"expiration": 10}])
    def test_expiration_too_near(self, kv, options):
        with pytest.raises(cloudflare.BadRequestError) as caught:
            kv.put("k", b"v", **options)
        assert only_error(caught).code == 10034

    def test_delete_succeeds_whether_or_not_there_is_something(self, kv):
        kv.put("k", b"v")
        for _ in range(2):
            kv.delete("k")
        with pytest.raises(cloudflare.NotFoundError) as caught:
            kv.get("k")
        error = only_error(caught)
        assert error.code == 10009
        assert error.message == "get: 'key not found'"

    def test_metadata_of_an_absent_key(self, kv):
        with pytest.raises(cloudflare.NotFoundError) as caught:
            kv.metadata("absent")
        assert only_error(caught).code == 10009

    def test_metadata_too_long(self, kv):
        kv.put("k", b"v", metadata=json.dumps("m" * 1022))
        with pytest.raises(cloudflare.APIStatusError) as caught:
            kv.put("k", b"v", metadata=json.dumps("m" * 1023))
        assert caught.value.status_code == 413

    def test_key_too_long(self, kv):
        with pytest.raises(cloudflare.APIStatusError) as caught:
            kv.put("k" * 513, b"v")
        assert caught.value.status_code == 414

    def test_streaming_response(self, kv):
        kv.put("k", b"v" * 100_000)
        streaming = kv.namespaces.values.with_streaming_response
        with streaming.get("k", **kv.keys) as response:
            assert b"".join(response.iter_bytes()) == b"v" * 100_000


class TestKeys:
    def test_iteration_follows_the_cursor(self, kv):
        names = [f"key{1000 + n}" for n in range(55)]
        kv.bulk_put([{"key": name, "value": "v"} for name in names])
        assert [item.name for item in kv.list(limit=10)] == names
        pages = list(kv.list(limit=10).iter_pages())
        assert [len(page.result) for page in pages] == [10, 10, 10, 10, 10, 5]

    def test_order_is_by_bytes(self, kv):
        names = ["a", "Z", "\uffee", "\U0001f389", "é", "aa"]
        kv.bulk_put([{"key": name, "value": "v"} for name in names])
        assert [item.name for item in kv.list()] == sorted(names, key=str.encode)

    def test_prefix(self, kv):
        kv.bulk_put([{"key": key, "value": "v"} for key in ("a b+c/1", "a b+c/2", "a b", "A")])
        assert [item.name for item in kv.list(prefix="a b+c/")] == ["a b+c/1", "a b+c/2"]
        assert [item.name for item in kv.list(prefix="a b")] == ["a b", "a b+c/1", "a b+c/2"]
        assert list(kv.list(prefix="none")) == []

    @pytest.mark.parametrize("limit", [9, 1001])
    def test_limit_out_of_range(self, kv, limit):
        with pytest.raises(cloudflare.BadRequestError):
            kv.list(limit=limit)


class TestBulk:
    def test_put_get_delete(self, kv):
        answer = kv.bulk_put(
            [
                {"key": "text", "value": "one"},
                {"key": "json", "value": '{"hello":"world"}', "metadata": {"m": 1}, "expiration_ttl": 300},
                {"key": "base64", "value": "YmluYXJ5LWRhdGE=", "base64": True},
            ]
        )
        assert (answer.successful_key_count, answer.unsuccessful_keys) == (3, [])
        assert kv.get("base64").read() == b"binary-data"
        values = kv.bulk_get(["text", "json", "absent"]).values
        assert values == {"text": "one", "json": '{"hello":"world"}', "absent": None}
        assert kv.bulk_get(["json"], type="json").values == {"json": {"hello": "world"}}
        answer = kv.bulk_delete(["text", "json", "never"])
        assert (answer.successful_key_count, answer.unsuccessful_keys) == (3, [])
        assert [item.name for item in kv.list()] == ["base64"]

    def test_get_with_metadata(self, kv):
        kv.put("with", b"v", metadata={"m": 1}, expiration_ttl=300)
        kv.put("without", b"w")
        answer = kv.namespaces.with_raw_response.bulk_get(
            kv.id, account_id=ACCOUNT, keys=["with", "without", "absent"], with_metadata=True
        )
        values = answer.json()["result"]["values"]
        assert values["with"]["value"] == "v"
        assert values["with"]["metadata"] == {"m": 1}
        assert isinstance(values["with"]["expiration"], int)
        assert values["without"] == {"value": "w", "metadata": None}
        assert values["absent"] is None
        assert kv.bulk_get(["with"], with_metadata=True).values is not None

    def test_empty_lists(self, kv):
        kv.bulk_put([])
        kv.bulk_delete([])
        with pytest.raises(cloudflare.BadRequestError) as caught:
            kv.bulk_get([])
        assert only_error(caught).code == 10029

    def test_ten_thousand_items_and_no_more(self, kv):
        items = [{"key": f"k{n}", "value": "v"} for n in range(10_000)]
        assert kv.bulk_put(items).successful_key_count == 10_000
        assert sum(1 for _ in kv.list()) == 10_000
        with pytest.raises(cloudflare.BadRequestError):
            kv.bulk_put(items + items[:1])
        assert kv.bulk_delete([item["key"] for item in items]).successful_key_count == 10_000

    def test_a_hundred_keys_and_no_more(self, kv):
        assert len(kv.bulk_get([f"k{n}" for n in range(100)]).values) == 100
        with pytest.raises(cloudflare.BadRequestError) as caught:
            kv.bulk_get([f"k{n}" for n in range(101)])
        assert only_error(caught).message == "bulk get keys: 'You can request a maximum of 100 keys'"

    def test_deprecated_twins(self, kv):
        keys = kv.namespaces.keys
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            put = keys.bulk_update(kv.id, account_id=ACCOUNT, body=[{"key": "a", "value": "1"}])
            assert put.successful_key_count == 1
            assert keys.bulk_get(kv.id, account_id=ACCOUNT, keys=["a"]).values == {"a": "1"}
            assert keys.bulk_delete(kv.id, account_id=ACCOUNT, body=["a"]).successful_key_count == 1
        assert list(kv.list()) == []

    def test_delete_spelled_as_wrangler_spells_it(self, kv):
        kv.put("a", b"1")
        path = f"/accounts/{ACCOUNT}/storage/kv/namespaces/{kv.id}/bulk"
        answer = kv.client.delete(path, cast_to=object, body=["a", "b"])
        assert answer["result"]["successful_key_count"] == 2
        assert list(kv.list()) == []

    def test_wrong_item_is_named_and_nothing_happens(self, kv):
        with pytest.raises(cloudflare.BadRequestError) as caught:
            kv.bulk_put([{"key": "a", "value": "1"}, {"key": "b", "value": 2}])
        error = only_error(caught)
        assert error.code == 10012
        assert "[1].value" in error.message
        assert list(kv.list()) == []


class TestErrors:
    def test_unknown_namespace(self, client):
        unknown = Namespace(client, UNKNOWN_NAMESPACE)
        calls = [
            lambda: unknown.get("k"), lambda: unknown.put("k", b"v"), lambda: unknown.delete("k"),
            lambda: unknown.metadata("k"), lambda: unknown.list(), lambda: unknown.bulk_get(["k"]),
            lambda: unknown.bulk_put([]), lambda: unknown.bulk_delete([]),
            lambda: client.kv.namespaces.get(UNKNOWN_NAMESPACE, account_id=ACCOUNT),
            lambda: client.kv.namespaces.update(UNKNOWN_NAMESPACE, account_id=ACCOUNT, title="x"),
            lambda: client.kv.namespaces.delete(UNKNOWN_NAMESPACE, account_id=ACCOUNT),
        ]
        for call in calls:
            with pytest.raises(cloudflare.NotFoundError) as caught:
                call()
            error = only_error(caught)
            assert error.code == 10013
            assert "namespace not found" in error.message

    def test_wrong_token(self):
        with pytest.raises(cloudflare.AuthenticationError) as caught:
            make_client(api_token="wrong").kv.namespaces.list(account_id=ACCOUNT)
        assert only_error(caught).code == 10000

    def test_account_that_is_none(self, client):
        with pytest.raises(cloudflare.BadRequestError) as caught:
            client.kv.namespaces.list(account_id="invalid-account-id-000")
        assert only_error(caught).code == 7003

    def test_namespace_id_that_is_none(self, client):
        with pytest.raises(cloudflare.BadRequestError) as caught:
            client.kv.namespaces.get("nonsense", account_id=ACCOUNT)
        assert only_error(caught).code == 10011

    def test_keys_that_the_client_itself_refuses(self, kv):
        for key in ("", ".", ".."):
            with pytest.raises(ValueError):
                kv.get(key)

    def test_method_that_is_none(self, client, kv):
        path = f"/accounts/{ACCOUNT}/storage/kv/namespaces/{kv.id}/keys"
        with pytest.raises(cloudflare.APIStatusError) as caught:
            client.post(path, cast_to=object)
        assert caught.value.status_code == 405
        assert only_error(caught).code == 10405
