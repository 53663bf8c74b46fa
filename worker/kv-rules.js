// The rules of Workers KV that a request can break, with the status, code and text that the KV API gives for
// each. Checking here gives the REST API's answers, and spends no KV operation on a request that cannot
// succeed.

/** Limits of Workers KV (KV documentation, "Limits") and of this Worker. */
export const limits = {
  /** Bytes of UTF-8. */
  keyBytes: 512,
  valueBytes: 25 * 1024 * 1024,
  /** Bytes of JSON text. */
  metadataBytes: 1024,
  /** An expiration is at least this many seconds ahead. */
  expirationSeconds: 60,
  listKeys: 1000,
  bulkReadKeys: 100,
  /** One invocation may make 1,000 KV operations, and the binding writes one key at a time. */
  bulkWriteItems: 900,
  /** A Worker has 128 MB of memory for a body, its parsed form and everything else. */
  bodyBytes: 32 * 1024 * 1024,
  /** Connections that a Worker may have open at a time; more operations would only wait. */
  concurrentOperations: 6,
  /** Listings asked to fill one page. */
  listAttempts: 8,
};

/** An answer of the KV API other than success. */
export class KVFailure extends Error {
  constructor(status, code, message, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const encoder = new TextEncoder();

export const byteLength = (text) => encoder.encode(text).length;

export function checkKey(key) {
  if (typeof key !== "string") throw new KVFailure(400, 10012, "keys must be strings");
  if (key === "") throw new KVFailure(400, 10001, "Key name cannot be empty.");
  if (key === "." || key === "..") throw new KVFailure(400, 10001, `"${key}" is not allowed as a key name.`);
  checkKeyLength(key);
  return key;
}

/** Prefixes obey the same limit as keys, and may be anything else. */
export function checkKeyLength(text) {
  const length = byteLength(text);
  if (length > limits.keyBytes) {
    throw new KVFailure(
      414,
      10001,
      `UTF-8 encoded length of ${length} exceeds key length limit of ${limits.keyBytes}.`,
    );
  }
}

export function checkValue(bytes) {
  if (bytes.byteLength > limits.valueBytes) {
    const text = `Value length of ${bytes.byteLength} exceeds limit of ${limits.valueBytes}.`;
    throw new KVFailure(413, 10001, text);
  }
  return bytes;
}

/** Metadata of a write; null and absence both mean none. */
export function checkMetadata(metadata) {
  if (metadata === undefined || metadata === null) return undefined;
  const length = byteLength(JSON.stringify(metadata));
  if (length > limits.metadataBytes) {
    const text = `Metadata length of ${length} exceeds limit of ${limits.metadataBytes}.`;
    throw new KVFailure(413, 10001, text);
  }
  return metadata;
}

/**
 * The expiry options of a put. The time to live decides when both are given; the other is then not looked at.
 * Both arrive as numbers, or as text from a query, or as undefined or null.
 */
export function expiryOptions(expiration, timeToLive, nowSeconds) {
  if (timeToLive !== undefined && timeToLive !== null) {
    const seconds = wholeNumber(timeToLive);
    if (seconds === undefined || seconds <= 0) {
      throw expiryFailure(`Invalid expiration_ttl of ${timeToLive}. Please specify integer greater than 0.`);
    }
    if (seconds < limits.expirationSeconds) {
      const rule = `Expiration TTL must be at least ${limits.expirationSeconds}.`;
      throw expiryFailure(`Invalid expiration_ttl of ${timeToLive}. ${rule}`);
    }
    return { expirationTtl: seconds };
  }
  if (expiration === undefined || expiration === null) return {};
  const seconds = wholeNumber(expiration);
  if (seconds === undefined || seconds <= nowSeconds) {
    const rule = "Please specify integer greater than the current number of seconds since the UNIX epoch.";
    throw expiryFailure(`Invalid expiration of ${expiration}. ${rule}`);
  }
  if (seconds < nowSeconds + limits.expirationSeconds) {
    const rule = `Expiration times must be at least ${limits.expirationSeconds} seconds in the future.`;
    throw expiryFailure(`Invalid expiration of ${expiration}. ${rule}`);
  }
  return { expiration: seconds };
}

/** The page size of a listing. */
export function listLimit(text) {
  if (text === null) return limits.listKeys;
  const number = wholeNumber(text);
  if (number === undefined || number < 1) {
    const hint = "Please specify an integer of at least 1.";
    throw new KVFailure(400, 10001, `Invalid key_count_limit of ${text}. ${hint}`);
  }
  if (number > limits.listKeys) {
    const hint = `Please specify an integer less than ${limits.listKeys}.`;
    throw new KVFailure(400, 10001, `Invalid key_count_limit of ${text}. ${hint}`);
  }
  return number;
}

/** The bytes of a value that travels as JSON text, in base64 where it is not text itself. */
export function bulkValue(item, place) {
  if (typeof item.value !== "string") throw new KVFailure(400, 10012, `${place}.value must be a string`);
  if (item.base64 !== undefined && item.base64 !== null && typeof item.base64 !== "boolean") {
    throw new KVFailure(400, 10012, `${place}.base64 must be a boolean`);
  }
  if (!item.base64) return encoder.encode(item.value);
  try {
    return Uint8Array.from(atob(item.value), (character) => character.charCodeAt(0));
  } catch {
    throw new KVFailure(400, 10012, `${place}.value is not valid base64`);
  }
}

function wholeNumber(value) {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== "string" || !/^-?\d{1,15}$/.test(value)) return undefined;
  return Number(value);
}

const expiryFailure = (text) => new KVFailure(400, 10034, text);
