// Reads the bodies of KV API requests, never more of them than the limit.

import { KVFailure, limits } from "./kv-rules.js";

/** A form with the parts `value` and `metadata`, or else the value itself, whatever its type. */
export async function valueBody(request) {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^multipart\/form-data\s*(;|$)/i.test(type.trim())) return { value: await boundedBody(request) };
  let form;
  try {
    form = await new Response(await boundedBody(request), { headers: { "Content-Type": type } }).formData();
  } catch (error) {
    if (error instanceof KVFailure) throw error;
    throw new KVFailure(400, 10012, "the form is malformed");
  }
  const value = form.get("value");
  if (value === null) {
    throw new KVFailure(400, 10047, "multipart put request does not contain required form field 'value'");
  }
  return { value: await partBytes(value), metadata: await partJSON(form.get("metadata")) };
}

const partBytes = async (part) =>
  typeof part === "string" ? new TextEncoder().encode(part) : new Uint8Array(await part.arrayBuffer());

async function partJSON(part) {
  if (part === null) return undefined;
  const text = typeof part === "string" ? part : await part.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new KVFailure(400, 10001, "metadata is not valid JSON");
  }
}

/** The body as JSON. */
export async function jsonBody(request) {
  const bytes = await boundedBody(request);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new KVFailure(400, 10012, "could not parse the request body");
  }
}

/** The whole body, read no further than the limit. */
async function boundedBody(request) {
  const text = `The body exceeds the limit of ${limits.bodyBytes} bytes.`;
  const tooLarge = () => new KVFailure(413, 10001, text);
  if (Number(request.headers.get("Content-Length") ?? 0) > limits.bodyBytes) throw tooLarge();
  const chunks = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > limits.bodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
