// A KV binding in memory that behaves, and fails, as the runtime's does.

export class FakeNamespace {
  constructor(now = () => Date.now()) {
    this.now = now;
    this.entries = new Map();
    this.calls = [];
    /** The options of every read. */
    this.readOptions = [];
    /** Throws what a call should fail with; called with the method and the key. */
    this.fault = () => {};
  }

  async get(key, options) {
    if (!Array.isArray(key)) return (await this.getWithMetadata(key, options)).value;
    const found = await this.getWithMetadata(key, options);
    return new Map([...found].map(([name, entry]) => [name, entry === null ? null : entry.value]));
  }

  async getWithMetadata(key, options) {
    const { type } = options;
    this.readOptions.push(options);
    this.#record("get", key);
    if (!Array.isArray(key)) return this.#read(key, type);
    // The runtime's map lacks keys that look like array indices.
    const keys = key.filter((name) => !/^\d+$/.test(name));
    return new Map(keys.map((name) => [name, this.#entry(name) ? this.#read(name, type) : null]));
  }

  async put(key, value, options = {}) {
    this.#record("put", key);
    if (options.expirationTtl !== undefined) options.expiration = this.#seconds() + options.expirationTtl;
    this.entries.set(key, { value: new Uint8Array(value), ...options });
  }

  async delete(key) {
    this.#record("delete", key);
    this.entries.delete(key);
  }

  async list({ prefix = "", cursor = "", limit = 1000 }) {
    this.#record("list", prefix);
    const names = [...this.entries.keys()]
      .filter((name) => name.startsWith(prefix) && name > cursor && this.#entry(name))
      .sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    const keys = names.slice(0, limit).map((name) => {
      const { expiration, metadata } = this.#entry(name);
      return { name, expiration, metadata };
    });
    if (names.length <= limit) return { keys, list_complete: true };
    return { keys, list_complete: false, cursor: keys.at(-1).name };
  }

  #seconds() {
    return Math.floor(this.now() / 1000);
  }

  #record(method, key) {
    this.calls.push(method);
    this.fault(method, key);
  }

  #entry(key) {
    const entry = this.entries.get(key);
    return entry && (entry.expiration ?? Infinity) > this.#seconds() ? entry : undefined;
  }

  #read(key, type) {
    const entry = this.#entry(key);
    if (!entry) return { value: null, metadata: null };
    const text = new TextDecoder().decode(entry.value);
    const value = {
      arrayBuffer: () => entry.value.slice().buffer,
      text: () => text,
      json: () => JSON.parse(text),
    };
    try {
      return { value: value[type](), metadata: entry.metadata ?? null };
    } catch {
      throw new Error(
        "KV GET_BULK failed: 400 At least one of the requested keys corresponds to a non-json value",
      );
    }
  }
}
