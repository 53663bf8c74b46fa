// What happens to a request before and after the container: who may call, which container answers, and
// answers in the service's own form where the container could not. It knows no npm package.

const requestIdForm = /^[A-Za-z0-9._~:+/=-]{1,128}$/;
const publicPaths = new Set(["/", "/livez", "/readyz", "/healthz"]);

/** The longest body of a POST that is read for its id; the service refuses longer ones anyway. */
const routedBodyBytes = 1024 * 1024;

/** The service's own codes, each with its one status, and one for a Worker that nobody has set up. */
const problems = {
  unauthorized: [401, "Authentication is required"],
  overloaded: [503, "Too much is waiting"],
  "not-configured": [503, "The service is not set up"],
  "outcome-unknown": [504, "It is unknown whether the write happened"],
};

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** What the container library answers with where no container can, and seconds until one may. */
const retryAfterSeconds = { 429: 10, 500: 2, 503: 5 };

/** The request's own id if it is a proper one, else a new one. */
export function requestId(request) {
  const given = request.headers.get("X-Request-Id") ?? "";
  return requestIdForm.test(given) ? given : crypto.randomUUID();
}

/** A problem document (RFC 9457). */
export function problem(code, detail, id, headers = {}) {
  const [status, title] = problems[code];
  const document = { type: `urn:userkv:problem:${code}`, title, status, detail, code, requestId: id };
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      "X-Request-Id": id,
      ...headers,
    },
  });
}

/**
 * The answer to a caller who may not come in, or undefined for one who may.
 *
 * The Worker decides, because a refused request must not wake a container. Without keys nobody comes in,
 * unless USERKV_AUTH says by name that everybody may.
 */
export async function refusal(request, settings, id) {
  if (settings.USERKV_AUTH === "off" || publicPaths.has(new URL(request.url).pathname)) return undefined;
  const keys = (settings.USERKV_API_KEYS ?? "").split(/\s+/).filter((key) => key !== "");
  if (keys.length === 0) {
    const detail =
      "There are no API keys: set the secret USERKV_API_KEYS, or USERKV_AUTH=off to let anybody call.";
    return problem("not-configured", detail, id);
  }
  const presented = /^bearer +(\S+)$/i.exec(request.headers.get("Authorization") ?? "");
  if (presented !== null && (await isOneOf(presented[1], keys))) return undefined;
  const challenge = { "WWW-Authenticate": 'Bearer realm="userkv"' };
  return problem("unauthorized", "Present an API key as a bearer token.", id, challenge);
}

/** Compares digests, all of every key's, so that the time says nothing about the keys. */
async function isOneOf(token, keys) {
  const digest = async (text) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const wanted = await digest(token);
  let isFound = false;
  for (const key of keys) {
    const candidate = await digest(key);
    const difference = candidate.reduce((sum, byte, index) => sum | (byte ^ wanted[index]), 0);
    isFound = difference === 0 || isFound;
  }
  return isFound;
}

/** How many containers share the users; anything but a whole number from 1 to 100 counts as 1. */
export function shardCount(settings) {
  const text = settings.USERKV_SHARDS ?? "1";
  return /^([1-9]\d?|100)$/.test(text) ? Number(text) : 1;
}

/**
 * Names the container that answers a request.
 *
 * Workers KV has no compare-and-set, so all requests about a user go to one process; whatever is not about
 * one user goes to the first. Gives also the request to send on, because finding the id may have taken
 * reading the body.
 */
export async function route(request, shards) {
  if (shards === 1) return { name: "shard-0", request };
  const path = new URL(request.url).pathname;
  const match = /^\/users\/([^/]+)/.exec(path);
  if (match !== null) return { name: shardName(decodeSegment(match[1]), shards), request };
  if (path !== "/users" || request.method !== "POST") return { name: "shard-0", request };
  const length = Number(request.headers.get("Content-Length") ?? Number.NaN);
  if (!(length <= routedBodyBytes)) return { name: "shard-0", request };
  const body = await request.arrayBuffer();
  const id = idIn(body);
  const name = id === undefined ? "shard-0" : shardName(id, shards);
  return { name, request: new Request(request.url, { method: "POST", headers: request.headers, body }) };
}

/** FNV-1a over the id's UTF-8: the same in every Worker for all time, or a user would have two writers. */
export function shardName(id, shards) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `shard-${hash % shards}`;
}

function decodeSegment(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function idIn(body) {
  try {
    const id = JSON.parse(new TextDecoder().decode(body)).id;
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The container's answer, or a problem document where it is not the service's own.
 *
 * The container library answers in plain text when no container runs, when too many start at once, and when
 * the connection to one is lost; such an answer has no X-Request-Id, which every answer of the service has.
 */
export function answer(response, method, id) {
  const type = response.headers.get("Content-Type") ?? "";
  const isService = response.headers.has("X-Request-Id") || !isPlain(type);
  if (isService || retryAfterSeconds[response.status] === undefined) return response;
  response.body?.cancel().catch(() => {});
  return unavailable(response.status, method, id);
}

/** The problem document for a container that could not answer; 500 is a connection lost, perhaps half way. */
export function unavailable(status, method, id) {
  const headers = { "Retry-After": String(retryAfterSeconds[status]) };
  if (status === 500 && !safeMethods.has(method)) {
    return problem("outcome-unknown", "The connection to the container was lost.", id, headers);
  }
  return problem("overloaded", "No container is ready to answer; nothing was done.", id, headers);
}

const isPlain = (type) => type === "" || type.toLowerCase().startsWith("text/plain");
