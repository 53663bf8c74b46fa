"""Runs of the load generators, and what a server used meanwhile."""

import dataclasses
import json
import os
import re
import subprocess
import tempfile

from servers import pin

LOAD_PROCESSOR = 1

# What a script for wrk has to hold, so that `wrk` below can read the result.
LUA_RESULT = """
function done(summary, latency, requests)
    io.write(string.format(
        'RESULT {"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"p999":%d,"status":%d,"socket":%d}\\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        latency:percentile(99.9), summary.errors.status,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


@dataclasses.dataclass
class Sample:
    """One run of one case against one server."""

    rate: float
    cpu_microseconds: float
    p50: float
    p99: float
    p999: float
    resident: float
    requests: int
    status_errors: int
    socket_errors: int


def wrk(server, script, seconds, connections):
    """Runs wrk and reads the server's processor time before and after; times are in milliseconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        before = server.processor_seconds()
        output = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s", file.name,
             f"http://127.0.0.1:{server.port}"],
            capture_output=True, text=True, preexec_fn=pin(LOAD_PROCESSOR), timeout=seconds + 120,
        )
        used = server.processor_seconds() - before
    found = re.search(r"RESULT (\{.*\})", output.stdout)
    if found is None:
        raise SystemExit(f"wrk against {server.name}: {output.stdout[-500:]} {output.stderr[-500:]}")
    result = json.loads(found.group(1))
    requests = max(1, result["requests"])
    return Sample(
        rate=requests * 1e6 / result["microseconds"],
        cpu_microseconds=used * 1e6 / requests,
        p50=result["p50"] / 1000, p99=result["p99"] / 1000, p999=result["p999"] / 1000,
        resident=server.resident_mebibytes(), requests=requests,
        status_errors=result["status"], socket_errors=result["socket"],
    )


def redis_benchmark(server, seconds_hint, connections, value_bytes):
    """Durable SETs of distinct keys without HTTP, by Redis's own load generator."""
    requests = 60_000 * max(1, seconds_hint)
    before = server.processor_seconds()
    output = subprocess.run(
        ["redis-benchmark", "-p", str(server.redis_port), "-c", str(connections), "-n", str(requests),
         "-r", "100000000", "-d", str(value_bytes), "-t", "set", "--precision", "3", "--csv"],
        capture_output=True, text=True, check=True, preexec_fn=pin(LOAD_PROCESSOR), timeout=600,
    ).stdout
    used = server.processor_seconds() - before
    row = output.strip().splitlines()[-1].replace('"', "").split(",")
    # test, rps, avg, min, p50, p95, p99, max
    return Sample(
        rate=float(row[1]), cpu_microseconds=used * 1e6 / requests, p50=float(row[4]), p99=float(row[6]),
        p999=float(row[7]), resident=server.resident_mebibytes(), requests=requests, status_errors=0,
        socket_errors=0,
    )
