"""The servers that are compared: each started on loopback, pinned to one processor, filled with the same users."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
SERVER_PROCESSOR = 0
START_TIMEOUT_SECONDS = 120
BODY_BYTES = 136
NGINX_MODULES = "/usr/lib/nginx/modules"


def user_id(number):
    return f"u{number:07d}"


def user_text(number):
    """A user of 136 bytes, the same to the byte on every server."""
    document = {
        "id": user_id(number),
        "email": f"{user_id(number)}@example.com",
        "preferences": {"theme": ""},
        "createdAt": 1795475185562,
        "updatedAt": 1795475185562,
    }
    missing = BODY_BYTES - len(json.dumps(document, separators=(",", ":")))
    document["preferences"]["theme"] = "d" * missing
    return json.dumps(document, separators=(",", ":"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pin(processor):
    """For a child before it runs: its processor, and its own group so that it ends with all its children."""
    def prepare():
        os.setsid()
        if processor in os.sched_getaffinity(0):
            os.sched_setaffinity(0, {processor})
    return prepare


def read_to_page_cache(path):
    """Reads a file once: some systems drop pages after minutes without use."""
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 20):
            pass


class Server:
    """A server under test. Subclasses say how it is started, filled and asked."""

    name = ""
    #: Whether it keeps what it is told over a loss of power.
    is_durable = False
    headers = {}
    write_headers = {"Content-Type": "application/json"}
    user_count_maximum = 1_000_000

    def __init__(self, folder):
        self.folder = os.path.join(folder, self.name.replace(" ", "-").replace("+", "and"))
        os.makedirs(self.folder, exist_ok=True)
        self.port = free_port()
        self.processes = []
        self.start_milliseconds = 0.0

    def run(self, command, environment=None):
        log = open(os.path.join(self.folder, "log.txt"), "ab")
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder,
            env={**os.environ, **(environment or {})}, preexec_fn=pin(SERVER_PROCESSOR),
        )
        self.processes.append(process)
        return process

    def wait_for(self, port, path, status=200):
        begun = time.monotonic()
        while True:
            try:
                if self.ask("GET", path, port=port)[0] == status:
                    break
            except OSError:
                pass
            if time.monotonic() - begun > START_TIMEOUT_SECONDS or self.processes[-1].poll() is not None:
                raise SystemExit(f"{self.name} did not start; see {self.folder}/log.txt")
            time.sleep(0.001)
        self.start_milliseconds = (time.monotonic() - begun) * 1000

    def ask(self, method, path, body=None, headers=None, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        connection.request(method, path, body, headers or self.headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def read_body(self, number):
        """What a read of a user answers, as the bytes that the servers have in common."""
        return self.ask("GET", self.read_path(number))[1]

    def read_files(self):
        """Has the system hold the files that it reads from, as others hold their data in memory."""

    # MARK: What it uses

    def process_ids(self):
        """Its processes and their children."""
        found = []
        groups = {process.pid for process in self.processes}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                if os.getpgid(int(entry)) in groups:
                    found.append(int(entry))
            except OSError:
                continue
        return found

    def processor_seconds(self):
        total = 0
        for process in self.process_ids():
            try:
                with open(f"/proc/{process}/stat") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
            except OSError:
                continue
        return total / CLOCK_TICKS

    def resident_mebibytes(self):
        total = 0
        for process in self.process_ids():
            try:
                with open(f"/proc/{process}/status") as file:
                    found = re.search(r"VmRSS:\s+(\d+)", file.read())
                total += int(found.group(1)) if found else 0
            except OSError:
                continue
        return total / 1024

    def stop(self):
        for process in reversed(self.processes):
            try:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(timeout=20)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait()
        self.processes = []


class Userkv(Server):
    """userkv over SQLite; how much it may cache is a setting."""

    name = "userkv"
    is_durable = True
    token = "benchmark"
    account = "0" * 31 + "1"
    cache_bytes = "1GiB"

    def __init__(self, folder, binary, database=None):
        super().__init__(folder)
        self.binary = os.path.abspath(binary)
        self.database = database or os.path.join(self.folder, "users.sqlite")

    def start(self):
        self.run(
            [self.binary, "serve", "--port", str(self.port), "--sqlite-path", self.database, "--threads", "1",
             "--log-level", "warning", "--cache-max-bytes", self.cache_bytes, "--cache-ttl", "1h",
             "--cache-negative-ttl", "1h", "--kv-api", "--namespace-id", "f" * 32],
            {"USERKV_KV_API_TOKEN": self.token, "USERKV_KV_API_ACCOUNT_ID": self.account},
        )
        self.wait_for(self.port, "/livez")

    def fill(self, count):
        """Writes users through the KV API, because their times are part of their 136 bytes."""
        base = f"/client/v4/accounts/{self.account}/storage/kv/namespaces"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        answer = json.loads(self.ask("GET", base, headers=headers)[1])
        namespace = next(item["id"] for item in answer["result"] if item["title"] == "USER_DATA")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for start in range(0, count, 10_000):
            items = [
                {"key": f"user:{user_id(number)}", "value": user_text(number)}
                for number in range(start, min(start + 10_000, count))
            ]
            connection.request("PUT", f"{base}/{namespace}/bulk", json.dumps(items), headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise SystemExit(f"filling userkv: {answer.status} {content[:300]}")

    def warm(self, count):
        """Reads every user once, so that what fits is cached."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for start in range(0, count, 1000):
            ids = [user_id(number) for number in range(start, min(start + 1000, count))]
            connection.request(
                "POST", "/users:batchGet", json.dumps({"ids": ids}), {"Content-Type": "application/json"}
            )
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise SystemExit(f"warming userkv: {answer.status} {content[:300]}")

    def read_files(self):
        read_to_page_cache(self.database)

    def read_path(self, number):
        return f"/users/{user_id(number)}"

    path_prefix = "/users/"
    path_suffix = ""


class UncachedUserkv(Userkv):
    name = "userkv uncached"
    cache_bytes = "0"


class Nginx(Server):
    configuration = ""

    def start(self):
        path = os.path.join(self.folder, "nginx.conf")
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        with open(path, "w") as file:
            file.write(
                f"load_module {NGINX_MODULES}/ndk_http_module.so;\n"
                f"load_module {NGINX_MODULES}/ngx_http_lua_module.so;\n"
                f"worker_processes 1;\ndaemon off;\npid {self.folder}/pid;\nerror_log {self.folder}/error.log warn;\n"
                "events { worker_connections 4096; }\n"
                f"http {{ access_log off; keepalive_requests 1000000000;\n{temporary}"
                'lua_package_path "/usr/share/lua/5.1/?.lua;;";\n'
                + self.configuration.replace("@PORT@", str(self.port)) + "}\n"
            )
        self.run(["nginx", "-c", path, "-p", self.folder, "-e", os.path.join(self.folder, "error.log")])
        self.wait_for(self.port, "/ready")

    def read_path(self, number):
        return f"/users/{user_id(number)}"

    path_prefix = "/users/"
    path_suffix = ""

    def fill(self, count):
        pass

    def warm(self, count):
        pass


class NginxReturn(Nginx):
    """The floor: the same bytes, without a look at the path."""

    name = "nginx return"
    configuration = (
        "server { listen 127.0.0.1:@PORT@ backlog=1024; default_type application/json;\n"
        "location = /ready { return 200; }\n"
        "location = /users/absent { return 404; }\n"
        "location / { return 200 '" + user_text(1) + "'; } }\n"
    )


class NginxLua(Nginx):
    """lua-resty-lrucache behind HTTP: users in the worker's own memory."""

    name = "nginx + Lua LRU"

    def __init__(self, folder, count):
        super().__init__(folder)
        theme = json.loads(user_text(1))["preferences"]["theme"]
        self.configuration = """
            init_worker_by_lua_block {
                local lrucache = require "resty.lrucache"
                users = lrucache.new(%d)
                for number = 0, %d - 1 do
                    local id = string.format("u%%07d", number)
                    users:set(id, {
                        tag = '"' .. ngx.md5(id) .. '"',
                        body = '{"id":"' .. id .. '","email":"' .. id
                            .. '@example.com","preferences":{"theme":"%s"},"createdAt":1795475185562,"updatedAt":1795475185562}',
                    })
                end
            }
            server {
                listen 127.0.0.1:@PORT@ backlog=1024;
                default_type application/json;
                location = /ready { return 200; }
                location /users/ {
                    content_by_lua_block {
                        local user = users:get(string.sub(ngx.var.uri, 8))
                        if not user then return ngx.exit(404) end
                        ngx.header["ETag"] = user.tag
                        if ngx.var.http_if_none_match == user.tag then return ngx.exit(304) end
                        ngx.header["Content-Length"] = #user.body
                        ngx.print(user.body)
                    }
                }
            }
        """ % (count + 1000, count, theme)


class Redis(Server):
    name = "Redis"
    is_durable = True

    def start(self):
        self.redis_port = free_port()
        self.run(
            ["redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", "--appendonly", "yes",
             "--appendfsync", "always", "--save", "", "--dir", self.folder, "--io-threads", "1"]
        )
        begun = time.monotonic()
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.redis_port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() - begun > START_TIMEOUT_SECONDS:
                    raise SystemExit("redis did not start")
                time.sleep(0.005)

    def fill(self, count):
        client = subprocess.Popen(
            ["redis-cli", "-p", str(self.redis_port), "--pipe"], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for number in range(count):
            words = ("SET", f"user:{user_id(number)}", user_text(number))
            parts = "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
            client.stdin.write(f"*3\r\n{parts}".encode())
        client.stdin.close()
        if client.wait() != 0:
            raise SystemExit("filling redis failed")

    def warm(self, count):
        pass


class Webdis(Redis):
    """webdis in front of Redis; both are counted."""

    name = "webdis + Redis"
    write_headers = {}
    path_prefix = "/GET/user:"
    path_suffix = ".txt"

    def start(self):
        super().start()
        path = os.path.join(self.folder, "webdis.json")
        with open(path, "w") as file:
            json.dump({
                "redis_host": "127.0.0.1", "redis_port": self.redis_port, "http_host": "127.0.0.1",
                "http_port": self.port, "threads": 1, "daemonize": False, "database": 0, "verbosity": 0,
                "logfile": os.path.join(self.folder, "webdis.log"), "http_max_request_size": 1 << 20,
            }, file)
        self.run(["webdis", path])
        self.wait_for(self.port, "/PING")

    def read_path(self, number):
        return f"/GET/user:{user_id(number)}.txt"


class Kinto(Server):
    """Kinto over its memory backend, its fastest, which keeps nothing."""

    name = "Kinto"
    #: It takes minutes to fill with more.
    user_count_maximum = 10_000
    collection = "/v1/buckets/b/collections/users/records"
    path_prefix = collection + "/"
    path_suffix = ""

    def __init__(self, folder, python):
        super().__init__(folder)
        self.python = python

    def start(self):
        path = os.path.join(self.folder, "kinto.ini")
        with open(path, "w") as file:
            file.write(f"""
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {self.port}
threads = 4
connection_limit = 2000

[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.userid_hmac_secret = benchmark
kinto.bucket_create_principals = system.Everyone
kinto.batch_max_requests = 200
kinto.paginate_by = 100

[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = ERROR
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = plain
[formatter_plain]
format = %(message)s
""")
        kinto = os.path.join(os.path.dirname(self.python), "kinto")
        self.run([kinto, "start", "--ini", path])
        self.wait_for(self.port, "/v1/")
        open_to_all = json.dumps({"permissions": {"write": ["system.Everyone"]}})
        self.ask("PUT", "/v1/buckets/b", open_to_all, self.write_headers)
        self.ask("PUT", "/v1/buckets/b/collections/users", open_to_all, self.write_headers)

    def fill(self, count):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for start in range(0, min(count, self.user_count_maximum), 100):
            requests = [
                {
                    "method": "PUT", "path": self.collection.removeprefix("/v1") + f"/{user_id(number)}",
                    "body": {"data": json.loads(user_text(number))},
                }
                for number in range(start, start + 100)
            ]
            connection.request(
                "POST", "/v1/batch", json.dumps({"requests": requests}), self.write_headers
            )
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200 or b'"status":4' in content:
                raise SystemExit(f"filling kinto: {answer.status} {content[:300]}")

    def warm(self, count):
        pass

    def read_path(self, number):
        return f"{self.collection}/{user_id(number)}"

    def read_body(self, number):
        """The record without Kinto's envelope and time."""
        data = json.loads(super().read_body(number))["data"]
        data.pop("last_modified", None)
        members = list(json.loads(user_text(number)))
        return json.dumps({name: data[name] for name in members}, separators=(",", ":")).encode()
