import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { handleKVRequest } from "../kv-handler.js";
import { limits } from "../kv-rules.js";
import { FakeNamespace } from "./fake-namespace.js";

const base = "http://kv.internal/client/v4/accounts/binding/storage/kv/namespaces/binding";
const now = 1_800_000_000_000;
const nowSeconds = now / 1000;

function subject(options = {}) {
  const store = new FakeNamespace(() => now);
  const namespace = (id) => (id === "binding" ? store : undefined);
  const call = (method, path, body, headers) => {
    const url = path.startsWith("http") ? path : base + path;
    const request = new Request(url, { method, body, headers, duplex: "half" });
    return handleKVRequest(request, { namespace, now: () => now, ...options });
  };
  const json = (method, path, body) => call(method, path, JSON.stringify(body));
  return { store, call, json };
}

async function refused(response, status, code, text) {
  const body = await response.json();
  assert.equal(response.status, status);
  assert.equal(body.success, false);
  assert.equal(body.result, null);
  assert.equal(body.errors[0].code, code);
  if (text !== undefined) assert.match(body.errors[0].message, text);
}

async function result(response) {
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.equal(body.success, true);
  assert.deepEqual([body.errors, body.messages], [[], []]);
  return body.result;
}

describe("values", () => {
  test("any bytes come back as they were put", async () => {
    const { call } = subject();
    const bytes = Uint8Array.from([0xff, 0, 10, 20, 30, 200]);
    await result(await call("PUT", "/values/k", bytes));
    const response = await call("GET", "/values/k");
    assert.equal(response.headers.get("Content-Type"), "application/octet-stream");
    assert.equal(response.headers.get("expiration"), null);
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), bytes);
  });

  test("an empty value is not absence", async () => {
    const { call } = subject();
    await result(await call("PUT", "/values/k", ""));
    const response = await call("GET", "/values/k");
    assert.equal(response.status, 200);
    assert.equal(await response.text(), "");
  });

  test("a second put replaces value, metadata and expiry", async () => {
    const { call, store } = subject();
    const form = new FormData();
    form.set("value", "one");
    form.set("metadata", '{"a":1}');
    await result(await call("PUT", "/values/k?expiration_ttl=300", form));
    assert.deepEqual(store.entries.get("k").metadata, { a: 1 });
    await result(await call("PUT", "/values/k", "two"));
    assert.equal(store.entries.get("k").metadata, undefined);
    assert.equal(store.entries.get("k").expiration, undefined);
  });

  test("a JSON document without a form is the value", async () => {
    const { call } = subject();
    const text = '{"metadata":{},"value":"x"}';
    await call("PUT", "/values/k", text, { "Content-Type": "application/json" });
    assert.equal(await (await call("GET", "/values/k")).text(), text);
    assert.equal(await result(await call("GET", "/metadata/k")), null);
  });

  test("a form carries bytes and metadata", async () => {
    const { call } = subject();
    const form = new FormData();
    form.set("value", new Blob([Uint8Array.from([255, 0])]), "upload");
    form.set("metadata", new Blob(['["x"]'], { type: "application/json" }));
    await result(await call("PUT", "/values/k", form));
    assert.deepEqual(await result(await call("GET", "/metadata/k")), ["x"]);
    assert.equal((await (await call("GET", "/values/k")).arrayBuffer()).byteLength, 2);
  });

  test("a form without a value is refused", async () => {
    const { call } = subject();
    const form = new FormData();
    form.set("metadata", "{}");
    await refused(await call("PUT", "/values/k", form), 400, 10047);
  });

  test("absence has its code, and deleting what is absent succeeds", async () => {
    const { call } = subject();
    await refused(await call("GET", "/values/none"), 404, 10009, /^get: 'key not found'$/);
    await refused(await call("GET", "/metadata/none"), 404, 10009);
    await result(await call("DELETE", "/values/none"));
  });

  test("the time to live wins over the expiration and shows in reads and listings", async () => {
    const { call } = subject();
    await result(await call("PUT", "/values/k?expiration_ttl=300&expiration=1", "x"));
    const expiration = nowSeconds + 300;
    assert.equal((await call("GET", "/values/k")).headers.get("expiration"), String(expiration));
    assert.deepEqual(await result(await call("GET", "/keys")), [{ name: "k", expiration }]);
  });

  test("a longer key's expiry is not taken for this one's", async () => {
    const { call, store } = subject();
    await result(await call("PUT", "/values/k", "x"));
    await result(await call("PUT", "/values/k2?expiration_ttl=300", "x"));
    // A listing may lag behind a write.
    const list = store.list.bind(store);
    store.list = (options) => list({ ...options, prefix: "k2" });
    assert.equal((await call("GET", "/values/k")).headers.get("expiration"), null);
  });

  test("reads cost no listing where expirations are switched off", async () => {
    const { call, json, store } = subject({ readsExpiration: false });
    await result(await call("PUT", "/values/k?expiration_ttl=300", "x"));
    assert.equal((await call("GET", "/values/k")).headers.get("expiration"), null);
    await result(await json("POST", "/bulk/get", { keys: ["k"], withMetadata: true }));
    assert.ok(!store.calls.includes("list"));
  });
});

describe("expirations", () => {
  const table = [
    ["expiration_ttl=0", "Invalid expiration_ttl of 0. Please specify integer greater than 0."],
    ["expiration_ttl=nan", "Invalid expiration_ttl of nan. Please specify integer greater than 0."],
    ["expiration_ttl=59", "Invalid expiration_ttl of 59. Expiration TTL must be at least 60."],
    [`expiration=${nowSeconds}`, "greater than the current number of seconds since the UNIX epoch."],
    [`expiration=${nowSeconds + 59}`, "Expiration times must be at least 60 seconds in the future."],
  ];
  for (const [query, text] of table) {
    test(`${query} is refused`, async () => {
      const { call, store } = subject();
      const response = await call("PUT", `/values/k?${query}`, "x");
      await refused(response, 400, 10034, new RegExp(text.replaceAll(".", "\\.")));
      assert.equal(store.entries.size, 0);
    });
  }

  test("exactly 60 seconds are accepted", async () => {
    const { call } = subject();
    await result(await call("PUT", "/values/a?expiration_ttl=60", "x"));
    await result(await call("PUT", `/values/b?expiration=${nowSeconds + 60}`, "x"));
  });
});

describe("paths", () => {
  const plainKeys = ["a b", "é", "a+b", "a?b#c&d=e:f@g!", "x..y", "...", "user:1", "__proto__"];
  const keys = [...plainKeys, "a/b", "%2F", "%2e", "a/../b"];
  for (const key of keys) {
    test(`the key ${key} arrives decoded once`, async () => {
      const { call, json, store } = subject();
      await result(await call("PUT", `/values/${encodeURIComponent(key)}`, "x"));
      assert.deepEqual([...store.entries.keys()], [key]);
      const { values } = await result(await json("POST", "/bulk/get", { keys: [key] }));
      assert.deepEqual(Object.entries(values), [[key, "x"]]);
    });
  }

  test("slashes that were not encoded belong to the key", async () => {
    const { call, store } = subject();
    await result(await call("PUT", "/values/a/b", "x"));
    assert.deepEqual([...store.entries.keys()], ["a/b"]);
  });

  const refusals = [
    ["GET", "/values/%ff", 400, 7003],
    ["GET", "/values/", 400, 10001],
    ["GET", "/unknown", 404, 7000],
    ["GET", "http://kv.internal/", 404, 7000],
    ["GET", base.replace("namespaces/binding", "namespaces/other") + "/keys", 404, 10013],
    ["GET", `/values/${"x".repeat(513)}`, 414, 10001],
    ["GET", `/keys?prefix=${"x".repeat(513)}`, 414, 10001],
    ["GET", "/keys?limit=1001", 400, 10001],
    ["GET", "/keys?limit=0", 400, 10001],
    ["GET", "/keys?limit=ten", 400, 10001],
  ];
  for (const [method, path, status, code] of refusals) {
    test(`${method} ${path.slice(0, 60)} is ${status} ${code}`, async () => {
      await refused(await subject().call(method, path), status, code);
    });
  }

  test("another method is refused with those that there are", async () => {
    const response = await subject().call("POST", "/values/k", "x");
    assert.equal(response.headers.get("Allow"), "GET, PUT, DELETE");
    await refused(response, 405, 10405);
  });
});

describe("listings", () => {
  test("pages bring every key once, in order, and the last has no cursor", async () => {
    const { call, store } = subject();
    for (let index = 0; index < 25; index += 1) await store.put(`u:${String(index).padStart(2, "0")}`, []);
    await store.put("other", []);
    const names = [];
    let cursor = "";
    let pages = 0;
    do {
      const body = await (await call("GET", `/keys?prefix=u:&limit=10&cursor=${cursor}`)).json();
      assert.equal(body.result_info.count, body.result.length);
      names.push(...body.result.map(({ name }) => name));
      cursor = body.result_info.cursor;
      pages += 1;
    } while (cursor !== "");
    assert.equal(pages, 3);
    assert.deepEqual(names, [...new Set(names)].sort());
    assert.equal(names.length, 25);
  });

  test("an empty page of the binding is not handed on while there is more", async () => {
    const { call, store } = subject();
    await store.put("k", []);
    const list = store.list.bind(store);
    let attempts = 0;
    store.list = (options) => {
      attempts += 1;
      if (attempts >= 3) return list({ ...options, cursor: "" });
      return { keys: [], list_complete: false, cursor: String(attempts) };
    };
    assert.deepEqual(await result(await call("GET", "/keys")), [{ name: "k" }]);
  });
});

describe("bulk", () => {
  test("puts text, base64, metadata and expirations, and the last of a key wins", async () => {
    const { json, store } = subject();
    const outcome = await result(
      await json("PUT", "/bulk", [
        { key: "a", value: "old" },
        { key: "b", value: btoa("\xff\x00"), base64: true, metadata: { m: 1 } },
        { key: "a", value: "new", expiration_ttl: 60, expiration: 5 },
      ]),
    );
    assert.deepEqual(outcome, { successful_key_count: 3, unsuccessful_keys: [] });
    assert.equal(store.calls.filter((name) => name === "put").length, 2);
    assert.deepEqual([...store.entries.get("b").value], [255, 0]);
    const query = { keys: ["a", "b", "7"], withMetadata: true };
    const { values } = await result(await json("POST", "/bulk/get", query));
    assert.deepEqual(values.a, { value: "new", metadata: null, expiration: nowSeconds + 60 });
    assert.deepEqual(values.b.metadata, { m: 1 });
    assert.equal(values["7"], null);
  });

  test("reads keys that look like numbers", async () => {
    const { json, store } = subject();
    await store.put("7", new TextEncoder().encode("seven"));
    const { values } = await result(await json("POST", "/bulk/get", { keys: ["7"] }));
    assert.deepEqual(values, { 7: "seven" });
  });

  test("reads JSON as JSON, and refuses what is none", async () => {
    const { json, store } = subject();
    await store.put("j", new TextEncoder().encode('{"hello":"world"}'));
    const { values } = await result(await json("POST", "/bulk/get", { keys: ["j"], type: "json" }));
    assert.deepEqual(values.j, { hello: "world" });
    await store.put("t", new TextEncoder().encode("no"));
    const response = await json("POST", "/bulk/get", { keys: ["j", "t"], type: "json" });
    await refused(response, 400, 10001, /non-json/);
  });

  for (const [method, path] of [["POST", "/bulk/delete"], ["DELETE", "/bulk"]]) {
    test(`${method} ${path} deletes, whether or not keys exist`, async () => {
      const { json, store } = subject();
      await store.put("a", []);
      const outcome = await result(await json(method, path, ["a", "b"]));
      assert.deepEqual(outcome, { successful_key_count: 2, unsuccessful_keys: [] });
      assert.equal(store.entries.size, 0);
      await result(await json(method, path, []));
    });
  }

  const refusals = [
    ["PUT", "/bulk", {}, 400, 10012],
    ["PUT", "/bulk", ["x"], 400, 10012],
    ["PUT", "/bulk", [{ key: "k" }], 400, 10012],
    ["PUT", "/bulk", [{ key: "..", value: "" }], 400, 10001],
    ["PUT", "/bulk", [{ key: "k", value: "!", base64: true }], 400, 10012],
    ["PUT", "/bulk", [{ key: "k", value: "", expiration_ttl: 59 }], 400, 10034],
    ["PUT", "/bulk", [{ key: "k", value: "", metadata: "x".repeat(1023) }], 413, 10001],
    ["PUT", "/bulk", new Array(limits.bulkWriteItems + 1).fill({ key: "k", value: "" }), 413, 10001],
    ["POST", "/bulk/delete", [1], 400, 10012],
    ["POST", "/bulk/get", { keys: [] }, 400, 10029],
    ["POST", "/bulk/get", { keys: new Array(101).fill("k") }, 400, 10029],
    ["POST", "/bulk/get", { keys: ["k"], type: "x" }, 400, 10001],
    ["POST", "/bulk/get", ["k"], 400, 10012],
  ];
  for (const [method, path, body, status, code] of refusals) {
    const content = JSON.stringify(body).slice(0, 50);
    test(`${method} ${path} of ${content} is ${status} ${code}, and nothing happens`, async () => {
      const { json, store } = subject();
      await refused(await json(method, path, body), status, code);
      assert.deepEqual(store.calls, []);
    });
  }

  test("names the item that is wrong", async () => {
    const { json } = subject();
    const response = await json("PUT", "/bulk", [{ key: "a", value: "" }, { key: "", value: "" }]);
    await refused(response, 400, 10001, /^bulk put keys: '\[1\]: Key name cannot be empty\.'$/);
  });

  test("a body that is not JSON is refused", async () => {
    await refused(await subject().call("PUT", "/bulk", "[{"), 400, 10012);
  });

  test("tells which keys failed, and fails as a whole only where all did", async () => {
    const { json, store } = subject();
    store.fault = (method, key) => {
      if (method === "put" && key === "b") throw new Error("KV PUT failed: 429 Too Many Requests");
    };
    const two = [{ key: "a", value: "" }, { key: "b", value: "" }];
    assert.deepEqual(await result(await json("PUT", "/bulk", two)), {
      successful_key_count: 1,
      unsuccessful_keys: ["b"],
    });
    await refused(await json("PUT", "/bulk", two.slice(1)), 429, 10001);
  });
});

describe("failures of the binding", () => {
  const table = [
    ["KV GET failed: 429 Too Many Requests", 429, 971, "1"],
    ["KV PUT failed: 429 Too Many Requests", 429, 10001, null],
    ["KV GET failed: 500 Internal Server Error", 503, 7010, "1"],
    ["KV GET failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.", 414, 10001, null],
    ["KV PUT failed: 400 Invalid expiration of 1. Expiration times must be later.", 400, 10034, null],
    ["Something secret about user:1", 500, 10002, null],
  ];
  for (const [message, status, code, retryAfter] of table) {
    test(message, async () => {
      const { call, store } = subject();
      store.fault = () => {
        throw new Error(message);
      };
      const response = await call("GET", "/values/k");
      assert.equal(response.headers.get("Retry-After"), retryAfter);
      assert.doesNotMatch(await response.clone().text(), /secret/);
      await refused(response, status, code);
    });
  }
});

test("a body beyond the limit is not read to its end", async () => {
  const { call } = subject();
  let chunks = 0;
  const endless = new ReadableStream({
    pull(controller) {
      chunks += 1;
      controller.enqueue(new Uint8Array(1024 * 1024));
    },
  });
  await refused(await call("PUT", "/values/k", endless), 413, 10001);
  assert.ok(chunks <= limits.bodyBytes / 1024 / 1024 + 4);
});

test("B4 no read names a cache time, so none can be too short; the runtime's refusal is passed on", async () => {
  const { call, json, store } = subject();
  await call("PUT", "/values/k", "v");
  await call("GET", "/values/k?cache_ttl=10");
  await call("GET", "/metadata/k");
  await json("POST", "/bulk/get", { keys: ["k"], withMetadata: true });
  assert.ok(store.readOptions.length >= 3);
  for (const options of store.readOptions) assert.deepEqual(Object.keys(options), ["type"]);
  store.fault = () => {
    throw new Error("KV GET failed: 400 Invalid cache_ttl of 10. Cache TTL must be at least 30.");
  };
  await refused(await call("GET", "/values/k"), 400, 10001, /Cache TTL must be at least 30\./);
});

test("B17 an absent entry is 404, and a failed read is none", async () => {
  const { call, store } = subject();
  await refused(await call("GET", "/values/k"), 404, 10009);
  store.fault = () => {
    throw new Error("KV GET failed: 500 Internal Server Error");
  };
  const response = await call("GET", "/values/k");
  assert.notEqual(response.status, 404);
  await refused(response, 503, 7010);
});
