// The Worker in front of the userkv container: it lets callers in, picks the container, and serves Workers KV
// to it.

import { Container, ContainerProxy, getContainer } from "@cloudflare/containers";
import { env as settings } from "cloudflare:workers";
import { answer, refusal, requestId, route, shardCount, unavailable } from "./gateway.js";
import { handleKVRequest } from "./kv-handler.js";

// Without this export the runtime cannot intercept what the container sends.
export { ContainerProxy };

/** Stands where the service wants an account, a namespace or a token and the binding needs none. */
const placeholder = "binding";

/** One instance of the service. */
export class UserKVContainer extends Container {
  defaultPort = 8787;
  // At the end of this time the platform sends SIGTERM, and the service drains and ends.
  sleepAfter = "10m";
  enableInternet = false;
  // Host and path of the start-up probe; liveness asks nothing of the store.
  pingEndpoint = "container/livez";
  envVars = {
    HOST: "0.0.0.0",
    PORT: "8787",
    LOG_LEVEL: settings.LOG_LEVEL ?? "info",
    LOG_FORMAT: "json",
    // Nobody reaches a container but through this Worker, and it has checked the caller.
    USERKV_AUTH: "off",
    USERKV_BACKEND: "cloudflare",
    USERKV_NAMESPACE_ID: placeholder,
    CLOUDFLARE_ACCOUNT_ID: placeholder,
    CLOUDFLARE_API_BASE_URL: "http://kv.internal/client/v4",
    CLOUDFLARE_API_TOKEN: placeholder,
  };
}

UserKVContainer.outboundByHost = {
  "kv.internal": (request, env) =>
    handleKVRequest(request, {
      namespace: (id) => (id === placeholder ? env.USER_DATA : undefined),
      readsExpiration: env.KV_READS_EXPIRATION !== "off",
    }),
};

export default {
  async fetch(received, env) {
    const id = requestId(received);
    const refused = await refusal(received, env, id);
    if (refused !== undefined) return refused;
    const { name, request } = await route(received, shardCount(env));
    const forwarded = new Request(request);
    forwarded.headers.set("X-Request-Id", id);
    // The container has nothing to check it against, and a key that travels less leaks less.
    forwarded.headers.delete("Authorization");
    try {
      return answer(await getContainer(env.USERKV, name).fetch(forwarded), received.method, id);
    } catch (error) {
      const entry = { message: "container failed", requestId: id, container: name, error: String(error) };
      console.error(JSON.stringify(entry));
      return unavailable(500, received.method, id);
    }
  },
};
