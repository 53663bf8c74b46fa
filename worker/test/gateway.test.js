import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, refusal, requestId, route, shardCount, shardName } from "../gateway.js";

const url = (path) => `https://users.example.com${path}`;
const request = (path, init) => new Request(url(path), init);
const keys = { USERKV_API_KEYS: "first-key\nsecond-key\n" };

describe("callers", () => {
  const table = [
    ["/users/1", "Bearer first-key", keys, undefined],
    ["/users/1", "bearer second-key", keys, undefined],
    ["/users/1", "Bearer second-ke", keys, 401],
    ["/users/1", "Basic first-key", keys, 401],
    ["/users/1", undefined, keys, 401],
    ["/metrics", undefined, keys, 401],
    ["/livez", undefined, keys, undefined],
    ["/users/1", undefined, {}, 503],
    ["/users/1", "Bearer x", { USERKV_API_KEYS: " \n" }, 503],
    ["/users/1", undefined, { USERKV_AUTH: "off" }, undefined],
    ["/users/1", undefined, { USERKV_AUTH: "on" }, 503],
  ];
  for (const [path, authorization, settings, status] of table) {
    const setting = JSON.stringify(settings);
    test(`${path} with ${authorization} and ${setting} is ${status ?? "let in"}`, async () => {
      const headers = authorization === undefined ? {} : { Authorization: authorization };
      const response = await refusal(request(path, { headers }), settings, "id-1");
      assert.equal(response?.status, status);
      if (response === undefined) return;
      assert.equal(response.headers.get("Content-Type"), "application/problem+json");
      assert.equal((await response.json()).requestId, "id-1");
    });
  }

  test("a refusal for want of a key says how to present one", async () => {
    const response = await refusal(request("/users/1"), keys, "id-1");
    assert.equal(response.headers.get("WWW-Authenticate"), 'Bearer realm="userkv"');
  });
});

describe("request ids", () => {
  test("a proper id is kept and any other replaced", () => {
    assert.equal(requestId(request("/", { headers: { "X-Request-Id": "a-1" } })), "a-1");
    assert.match(requestId(request("/", { headers: { "X-Request-Id": "a b" } })), /^[0-9a-f-]{36}$/);
    assert.notEqual(requestId(request("/")), requestId(request("/")));
  });
});

describe("shards", () => {
  test("a user has the same shard for all time", () => {
    // FNV-1a of "a" is 0xe40c292c, of "foobar" 0xbf9cf968.
    assert.equal(shardName("a", 100), `shard-${0xe40c292c % 100}`);
    assert.equal(shardName("foobar", 100), `shard-${0xbf9cf968 % 100}`);
  });

  test("all requests about a user go to one shard, however the id is written", async () => {
    const wanted = shardName("a@b", 7);
    for (const path of ["/users/a@b", "/users/a%40b", "/users/a%40b?x=1"]) {
      assert.equal((await route(request(path), 7)).name, wanted);
    }
    const body = JSON.stringify({ id: "a@b" });
    const headers = { "Content-Length": String(body.length), "Content-Type": "application/json" };
    const created = await route(request("/users", { method: "POST", body, headers }), 7);
    assert.equal(created.name, wanted);
    assert.equal(await created.request.text(), body);
    assert.equal(created.request.headers.get("Content-Type"), "application/json");
  });

  test("what is not about one user goes to the first", async () => {
    for (const path of ["/users", "/metrics", "/users/"]) {
      assert.equal((await route(request(path), 7)).name, "shard-0");
    }
    const body = "not JSON";
    const headers = { "Content-Length": String(body.length) };
    assert.equal((await route(request("/users", { method: "POST", body, headers }), 7)).name, "shard-0");
  });

  test("one shard needs no look at the request", async () => {
    const received = request("/users", { method: "POST", body: "x" });
    assert.equal((await route(received, 1)).request, received);
    assert.equal(received.bodyUsed, false);
  });

  test("a count that is none counts as one", () => {
    const counts = [undefined, "1", "100", "0", "101", "-1", "x", "2.5"].map((USERKV_SHARDS) =>
      shardCount({ USERKV_SHARDS }),
    );
    assert.deepEqual(counts, [1, 1, 100, 1, 1, 1, 1, 1]);
  });
});

describe("answers of the container library", () => {
  const table = [
    [503, "GET", 503, "overloaded", "5"],
    [429, "PUT", 503, "overloaded", "10"],
    [500, "GET", 503, "overloaded", "2"],
    [500, "PUT", 504, "outcome-unknown", "2"],
  ];
  for (const [status, method, told, code, retryAfter] of table) {
    test(`plain ${status} to ${method} becomes ${told} ${code}`, async () => {
      const response = answer(new Response("There is no container", { status }), method, "id-1");
      assert.equal(response.status, told);
      assert.equal(response.headers.get("Retry-After"), retryAfter);
      assert.equal(response.headers.get("X-Request-Id"), "id-1");
      const document = await response.json();
      assert.equal(document.code, code);
      assert.equal(document.status, told);
      assert.equal(document.type, `urn:userkv:problem:${code}`);
    });
  }

  test("the service's own answers pass unchanged", () => {
    const own = [
      new Response("{}", { status: 503, headers: { "Content-Type": "application/problem+json" } }),
      new Response("x", { status: 500, headers: { "X-Request-Id": "a" } }),
      new Response("x", { status: 404 }),
      new Response("x", { status: 200 }),
    ];
    for (const response of own) assert.equal(answer(response, "GET", "id-1"), response);
  });
});
