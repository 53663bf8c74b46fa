"""Starts userkv processes for the scripts that test and measure the real binary."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time

ACCOUNT = "00000000000000000000000000000001"
TOKEN = "a-token-for-tests"
NAMESPACE_TITLE = "USER_DATA"
START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A `userkv serve` process on a free loopback port; its log goes to a file in `folder`."""

    def __init__(self, binary, folder, name, options, environment=None):
        self.port = free_port()
        self.log_path = os.path.join(folder, f"{name}-{self.port}.log")
        command = [binary, "serve", "--port", str(self.port), "--log-level", "warning", *options]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**clean_environment(), **(environment or {})}
            )
        self.wait_until_alive()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}"

    def wait_until_alive(self):
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/livez")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.01)
        self.stop()
        raise SystemExit(f"the server did not start:\n{self.log()}")

    def log(self):
        with open(self.log_path, errors="replace") as file:
            return file.read()

    def stop(self):
        """Asks the process to end, and ends it if it does not; returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=STOP_TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class KVAPIServer(Server):
    """Serves the Cloudflare KV API over a SQLite file, and behaves as `simulation` says; None for well."""

    def __init__(self, binary, folder, database, simulation=None):
        options = ["--sqlite-path", database, "--kv-api", "--kv-api-account-id", ACCOUNT]
        if simulation is not None:
            options += ["--simulate", "--simulation", simulation]
        super().__init__(binary, folder, "kv-api", options, {"USERKV_KV_API_TOKEN": TOKEN})

    @property
    def api_url(self):
        return f"{self.base_url}/client/v4"


class CloudflareBackedServer(Server):
    """Serves users out of a KV API at `api_url`."""

    def __init__(self, binary, folder, api_url, namespace, options=()):
        super().__init__(
            binary, folder, "cloudflare-backed",
            ["--backend", "cloudflare", "--api-base-url", api_url, "--account-id", ACCOUNT,
             "--namespace-id", namespace, *options],
            {"CLOUDFLARE_API_TOKEN": TOKEN},
        )


class KVAPI:
    """Calls of the KV API, each over a connection of its own; the result of the envelope comes back."""

    def __init__(self, port):
        self.port = port

    def call(self, method, path, document=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            body = None if document is None else json.dumps(document)
            path = f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces{path}"
            connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"})
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{method} {path}: {answer.status} {content[:300]}")
            return json.loads(content)
        finally:
            connection.close()

    def users_namespace(self):
        """The id of the namespace that the server keeps its own users in."""
        namespaces = self.call("GET", "?per_page=1000")["result"]
        return next(each["id"] for each in namespaces if each["title"] == NAMESPACE_TITLE)

    def put(self, namespace, items):
        for start in range(0, len(items), 10_000):
            result = self.call("PUT", f"/{namespace}/bulk", items[start:start + 10_000])["result"]
            if result["unsuccessful_keys"]:
                raise SystemExit(f"not put: {result['unsuccessful_keys'][:3]}")

    def names(self, namespace, prefix):
        cursor, names = "", []
        while True:
            page = self.call("GET", f"/{namespace}/keys?prefix={prefix}&cursor={cursor}")
            names += [item["name"] for item in page["result"]]
            cursor = page["result_info"]["cursor"]
            if not cursor:
                return names

    def values(self, namespace, names):
        found = {}
        for start in range(0, len(names), 100):
            document = {"keys": names[start:start + 100]}
            found.update(self.call("POST", f"/{namespace}/bulk/get", document)["result"]["values"])
        return found


def clean_environment():
    """The environment without settings that would leak into the servers."""
    prefixes = ("USERKV_", "CLOUDFLARE_", "CF_", "LOG_", "HOST", "PORT")
    return {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
