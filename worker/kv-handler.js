// Answers the Cloudflare KV REST API over KV bindings, so that the container needs neither a token nor the
// internet. It knows no npm package and no global of the Workers runtime beyond the web standards.

import { jsonBody, valueBody } from "./kv-body.js";
import {
  KVFailure,
  bulkValue,
  checkKey,
  checkKeyLength,
  checkMetadata,
  checkValue,
  expiryOptions,
  limits,
  listLimit,
} from "./kv-rules.js";

const pathForm = /^\/client\/v4\/accounts\/[^/]+\/storage\/kv\/namespaces\/([^/]+)\/(.+)$/;

/** What the KV API puts in front of an error's text, by route and method. */
const operations = {
  "keys GET": ["list keys", listKeys],
  "values GET": ["get", getValue],
  "values PUT": ["put", putValue],
  "values DELETE": ["remove key", deleteValue],
  "metadata GET": ["get metadata", getMetadata],
  "bulk PUT": ["bulk put keys", putBulk],
  "bulk DELETE": ["bulk remove keys", deleteBulk],
  "bulk/delete POST": ["bulk remove keys", deleteBulk],
  "bulk/get POST": ["bulk get keys", getBulk],
};

/**
 * Answers one request.
 *
 * @param request a Request whose path is one of the KV REST API
 * @param options.namespace gives the KV binding for the namespace id in the path, or undefined
 * @param options.readsExpiration whether reads also tell when a key expires. The binding tells
 *   that only in listings, so each read costs a listing as well; without it, an update cannot keep the expiry
 *   that a key has.
 * @param options.now milliseconds since 1970, for tests
 */
export async function handleKVRequest(request, { namespace, readsExpiration = true, now = Date.now }) {
  let words = "";
  try {
    const route = parseRoute(rawPath(request.url));
    const operation = operations[`${route.resource} ${request.method}`];
    if (operation === undefined) throw methodNotAllowed(route.resource);
    words = operation[0];
    const store = namespace(route.namespace);
    if (store === undefined) throw new KVFailure(404, 10013, "namespace not found");
    const query = new URL(request.url).searchParams;
    return await operation[1]({ request, store, key: route.key, query, readsExpiration, now });
  } catch (error) {
    return failureResponse(asFailure(error), words);
  }
}

async function listKeys({ store, query }) {
  const limit = listLimit(query.get("limit"));
  const prefix = query.get("prefix") || undefined;
  if (prefix !== undefined) checkKeyLength(prefix);
  let cursor = query.get("cursor") || undefined;
  const keys = [];
  // Deleted keys make pages short or empty, and official clients take an empty page for the end.
  for (let attempt = 0; attempt < limits.listAttempts; attempt += 1) {
    const page = await store.list({ prefix, cursor, limit: limit - keys.length });
    keys.push(...page.keys);
    cursor = page.list_complete ? undefined : page.cursor;
    if (cursor === undefined || keys.length >= limit) break;
  }
  if (cursor !== undefined && keys.length === 0) {
    throw new KVFailure(503, 7010, "service unavailable", { "Retry-After": "1" });
  }
  const items = keys.map(({ name, expiration, metadata }) => ({
    name,
    ...(expiration ? { expiration } : {}),
    ...(metadata === undefined || metadata === null ? {} : { metadata }),
  }));
  return success(items, { count: items.length, cursor: cursor ?? "" });
}

async function getValue({ store, key, readsExpiration }) {
  checkKey(key);
  const [value, expiration] = await Promise.all([
    store.get(key, { type: "arrayBuffer" }),
    readsExpiration ? readExpiration(store, key) : undefined,
  ]);
  if (value === null) throw keyNotFound();
  const headers = { "Content-Type": "application/octet-stream" };
  if (expiration) headers.expiration = String(expiration);
  return new Response(value, { headers });
}

async function getMetadata({ store, key }) {
  const { value, metadata } = await store.getWithMetadata(checkKey(key), { type: "arrayBuffer" });
  if (value === null) throw keyNotFound();
  return success(metadata ?? null);
}

async function putValue({ request, store, key, query, now }) {
  checkKey(key);
  const expiry = expiryOptions(
    query.get("expiration"),
    query.get("expiration_ttl"),
    Math.floor(now() / 1000),
  );
  const { value, metadata } = await valueBody(request);
  await store.put(key, checkValue(value), { ...expiry, metadata: checkMetadata(metadata) });
  return success({});
}

async function deleteValue({ store, key }) {
  await store.delete(checkKey(key));
  return success({});
}

async function getBulk({ request, store, readsExpiration }) {
  const { keys, type, withMetadata } = bulkReadRequest(await jsonBody(request));
  const found = withMetadata
    ? await store.getWithMetadata(keys, { type })
    : await store.get(keys, { type });
  const values = new Map();
  await concurrently(keys, async (key) => {
    // The runtime's map leaves out keys that look like array indices, so a gap is asked for on its own.
    let entry = found.get(key);
    if (entry === undefined) {
      entry = withMetadata ? await store.getWithMetadata(key, { type }) : await store.get(key, { type });
    }
    if (!withMetadata) return values.set(key, entry);
    if (entry === null || entry.value === null) return values.set(key, null);
    const expiration = readsExpiration ? await readExpiration(store, key) : undefined;
    const item = { value: entry.value, metadata: entry.metadata ?? null };
    return values.set(key, expiration ? { ...item, expiration } : item);
  });
  return success({ values: objectWithAnyKeys(keys, values) });
}

async function putBulk({ request, store, now }) {
  const items = bulkItems(await jsonBody(request));
  const nowSeconds = Math.floor(now() / 1000);
  const writes = new Map();
  items.forEach((item, index) => {
    const write = placed(`[${index}]`, (place) => bulkWrite(item, place, nowSeconds));
    // The last of several writes of a key wins, and a key takes one write a second.
    writes.delete(write.key);
    writes.set(write.key, write);
  });
  const failed = await applyToAll([...writes.values()], ({ key, value, options }) =>
    store.put(key, value, options),
  );
  return bulkResult(items.length, failed);
}

async function deleteBulk({ request, store }) {
  const items = bulkItems(await jsonBody(request));
  const keys = items.map((item, index) => placed(`[${index}]`, () => checkKey(item)));
  const unique = [...new Set(keys)].map((key) => ({ key }));
  const failed = await applyToAll(unique, ({ key }) => store.delete(key));
  return bulkResult(items.length, failed);
}

/** When a key expires; the key itself is the first of all keys that begin with it. */
async function readExpiration(store, key) {
  const { keys } = await store.list({ prefix: key, limit: 1 });
  return keys[0]?.name === key ? keys[0].expiration : undefined;
}

/** Runs every write; gives the keys to send again, or throws where nothing succeeded, so callers back off. */
async function applyToAll(writes, operation) {
  const failed = [];
  let firstError;
  await concurrently(writes, async (write) => {
    try {
      await operation(write);
    } catch (error) {
      firstError ??= error;
      failed.push(write.key);
    }
  });
  if (writes.length > 0 && failed.length === writes.length) throw firstError;
  return failed;
}

async function concurrently(items, operation) {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const item = items[next];
      next += 1;
      await operation(item);
    }
  };
  await Promise.all(Array.from({ length: limits.concurrentOperations }, lane));
}

function bulkReadRequest(body) {
  if (body === null || typeof body !== "object" || !Array.isArray(body.keys)) {
    throw new KVFailure(400, 10012, "expected an object with an array of keys");
  }
  if (body.keys.length === 0) throw new KVFailure(400, 10029, "You must request a minimum of 1 key");
  if (body.keys.length > limits.bulkReadKeys) {
    throw new KVFailure(400, 10029, `You can request a maximum of ${limits.bulkReadKeys} keys`);
  }
  const type = body.type ?? "text";
  if (type !== "text" && type !== "json") {
    throw new KVFailure(400, 10001, `"${type}" is not a valid type. Use "json" or "text"`);
  }
  const keys = [...new Set(body.keys.map((key) => checkKey(key)))];
  return { keys, type, withMetadata: body.withMetadata === true };
}

function bulkItems(body) {
  if (!Array.isArray(body)) throw new KVFailure(400, 10012, "expected an array");
  if (body.length > limits.bulkWriteItems) {
    const text = `${body.length} items exceed the limit of ${limits.bulkWriteItems} of one invocation.`;
    throw new KVFailure(413, 10001, text);
  }
  return body;
}

function bulkWrite(item, place, nowSeconds) {
  if (item === null || typeof item !== "object" || Array.isArray(item)) {
    throw new KVFailure(400, 10012, `${place} must be an object`);
  }
  const key = checkKey(item.key);
  const value = checkValue(bulkValue(item, place));
  const expiry = expiryOptions(item.expiration, item.expiration_ttl, nowSeconds);
  return { key, value, options: { ...expiry, metadata: checkMetadata(item.metadata) } };
}

/** Runs a check of one item of a list, and tells which one it was about. */
function placed(place, check) {
  try {
    return check(place);
  } catch (error) {
    if (!(error instanceof KVFailure) || error.message.startsWith(place)) throw error;
    throw new KVFailure(error.status, error.code, `${place}: ${error.message}`);
  }
}

function bulkResult(count, failed) {
  return success({ successful_key_count: count - failed.length, unsuccessful_keys: failed });
}

/** An object whose members are data: a key such as `__proto__` is a member like any other. */
function objectWithAnyKeys(keys, values) {
  const object = Object.create(null);
  for (const key of keys) object[key] = values.get(key);
  return object;
}

/** The path as it was sent: decoding it first would let an encoded slash change the route. */
function rawPath(url) {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  return start < 0 ? "/" : url.slice(start).split(/[?#]/, 1)[0];
}

function parseRoute(path) {
  const match = pathForm.exec(path);
  if (match === null) throw noRoute();
  const [, encodedNamespace, rest] = match;
  const namespace = decode(encodedNamespace);
  if (["keys", "bulk", "bulk/get", "bulk/delete"].includes(rest)) return { namespace, resource: rest };
  // Some clients do not encode the slashes of a key, so all that follows is the key.
  for (const resource of ["values", "metadata"]) {
    if (rest.startsWith(`${resource}/`)) {
      return { namespace, resource, key: decode(rest.slice(resource.length + 1)) };
    }
  }
  throw noRoute();
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new KVFailure(400, 7003, "The path has a malformed percent-escape");
  }
}

const noRoute = () => new KVFailure(404, 7000, "No route for that URI");
const keyNotFound = () => new KVFailure(404, 10009, "key not found");

function methodNotAllowed(resource) {
  const allowed = Object.keys(operations)
    .filter((name) => name.startsWith(`${resource} `))
    .map((name) => name.split(" ")[1]);
  return new KVFailure(405, 10405, "method not allowed", { Allow: allowed.join(", ") });
}

/** Turns what the binding throws, `KV PUT failed: 429 Too Many Requests`, into the API's status and code. */
function asFailure(error) {
  if (error instanceof KVFailure) return error;
  const match = /^KV (\w+) failed: (\d{3})\s*(.*)$/s.exec(error?.message ?? "");
  if (match === null) return new KVFailure(500, 10002, "internal error");
  const [, operation, digits, text] = match;
  const status = Number(digits);
  // A key takes one write a second; that is no reason to hold up requests for other keys, which 971 asks for.
  if (status === 429 && operation === "PUT") return new KVFailure(429, 10001, text || "Too Many Requests");
  if (status === 429) return new KVFailure(429, 971, text || "Too Many Requests", { "Retry-After": "1" });
  if (status === 400 && /^Invalid expiration/.test(text)) return new KVFailure(400, 10034, text);
  if (status === 400 || status === 413 || status === 414) return new KVFailure(status, 10001, text);
  if (status >= 500) return new KVFailure(503, 7010, "service unavailable", { "Retry-After": "1" });
  return new KVFailure(500, 10002, "internal error");
}

function success(result, information) {
  const body = { success: true, errors: [], messages: [], result };
  return Response.json(information === undefined ? body : { ...body, result_info: information });
}

function failureResponse({ status, code, message, headers }, words) {
  const text = words === "" ? message : `${words}: '${message}'`;
  const body = { success: false, errors: [{ code, message: text }], messages: [], result: null };
  return Response.json(body, { status, headers });
}
