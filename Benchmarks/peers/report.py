"""The table of ratios."""

import os
import platform
import re
import statistics
import subprocess


# Fewer make no figures; a server that is still busy with the case before answers so.
FEWEST_REQUESTS = 20


def middle(samples, attribute):
    return statistics.median(getattr(sample, attribute) for sample in samples)


def spread_of(values, digits):
    """The median with the lowest and the highest."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f}-{max(values):,.{digits}f})"


def spread(samples, attribute, digits):
    return spread_of([getattr(sample, attribute) for sample in samples], digits)


def ratio(ours, theirs, attribute):
    """Ours over theirs in each round, since the machine's pace changes between rounds."""
    pairs = [(getattr(our, attribute), getattr(their, attribute)) for our, their in zip(ours, theirs)]
    values = [our / their for our, their in pairs if their > 0]
    return spread_of(values, 2) if values else "-"


def rows(case, results, own_names):
    """Markdown rows of one case: userkv in figures, each peer in figures and as userkv over it."""
    ours = next((results[name] for name in own_names if name in results), None)
    lines = []
    for name, samples in results.items():
        if sum(sample.requests for sample in samples) < FEWEST_REQUESTS:
            lines.append(f"| {case} | {name} | hardly answered |" + " |" * 11)
            case = ""
            continue
        ratios = ["", "", "", "", "", ""]
        if samples is not ours and ours is not None:
            ratios = [
                ratio(ours, samples, attribute)
                for attribute in ("rate", "cpu_microseconds", "p50", "p99", "p999", "resident")
            ]
        lines.append(
            f"| {case} | {name} | {spread(samples, 'rate', 0)} | {spread(samples, 'cpu_microseconds', 2)} | "
            f"{spread(samples, 'p50', 2)} | {spread(samples, 'p99', 2)} | {spread(samples, 'p999', 2)} | "
            f"{middle(samples, 'resident'):.0f} | " + " | ".join(ratios) + " |"
        )
        case = ""
    return lines


HEADER = (
    "| case | server | requests/s | CPU µs/request | p50 ms | p99 ms | p99.9 ms | MiB | "
    "rate × | CPU × | p50 × | p99 × | p99.9 × | memory × |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def version(command, pattern=r"[0-9][0-9.]*"):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        found = re.search(pattern, done.stdout + done.stderr)
        return found.group(0) if found else "?"
    except (OSError, subprocess.TimeoutExpired):
        return "?"


def machine():
    model = "?"
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) / (1 << 20)
    return f"{len(os.sched_getaffinity(0))} processors ({model}), {memory:.0f} GiB, Linux {platform.release()}"
