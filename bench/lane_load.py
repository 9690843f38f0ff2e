"""Claims by the thousand over HTTP: by `wrk` where it is installed, else by a small generator of our own."""

from __future__ import annotations

import asyncio
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

_ROUNDS = count(1)

MEMBERS_APART = 60_000
"""So many members later the next round begins: nobody comes to what one member may have."""

# Every claim has a key of its own, and the next member's token. The pause spreads a given rate over the connections.
_LUA = """
local tokens, number, pause, path = {}, %(first)d, %(pause_ms)f, "%(path)s"
for line in io.lines("%(tokens)s") do tokens[#tokens + 1] = line end
math.randomseed(7)
local head = "POST " .. path .. " HTTP/1.1\\r\\nHost: lane\\r\\nAuthorization: Bearer "
request = function()
    number = number + 1
    local body = '{"key":"%(round)s-' .. number .. '","lines":[{"sku":"%(sku)s","units":1}]}'
    return head .. tokens[number %% #tokens + 1]
        .. "\\r\\nContent-Type: application/json\\r\\nContent-Length: " .. #body .. "\\r\\n\\r\\n" .. body
end
%(delay)s
"""
_DELAY = "delay = function() return math.floor(math.random() * 2 * pause + 0.5) end"


@dataclass
class Load:
    """What came of a stretch of load."""

    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int


@dataclass
class Target:
    """Where claims go, by whom, for what."""

    port: int
    path: str
    sku: str
    tokens: Path


def load(target: Target, seconds: int, connections: int, rate: float | None = None) -> Load:
    """As many claims as will go, or ``rate`` a second, over so many connections."""
    if shutil.which("wrk"):
        return _wrk(target, seconds, connections, rate)
    return asyncio.run(_ours(target, seconds, connections, rate))


def _wrk(target: Target, seconds: int, connections: int, rate: float | None) -> Load:
    script = target.tokens.with_suffix(".lua")
    number = next(_ROUNDS)
    words = {
        "first": number * MEMBERS_APART,
        "pause_ms": connections / rate * 1000 if rate else 0,
        "path": target.path,
        "tokens": target.tokens,
        "round": f"r{number}-{time.monotonic_ns() % 10**9}",
        "sku": target.sku,
        "delay": _DELAY if rate else "",
    }
    script.write_text(_LUA % words)
    told = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, f"http://127.0.0.1:{target.port}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return Load(
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", told)),
        p50_ms=_ms(_found(r"^\s+50%\s+(\S+)", told)),
        p99_ms=_ms(_found(r"^\s+99%\s+(\S+)", told)),
        errors=int(refused[1]) if refused else 0,
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    assert match, f"wrk said nothing of {pattern}:\n{text}"
    return match[1]


def _ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


async def _ours(target: Target, seconds: int, connections: int, rate: float | None) -> Load:
    """Closed loop, keep-alive; slower than wrk, so it shows that things run and not how fast."""
    until = time.perf_counter() + seconds
    waits: list[float] = []
    errors = 0
    requests = _requests(target)

    async def connection() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
        while time.perf_counter() < until:
            began = time.perf_counter()
            writer.write(next(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length[1]) if length else 0)
            waits.append(time.perf_counter() - began)
            errors += not head.startswith(b"HTTP/1.1 2")
            if rate:
                await asyncio.sleep(max(0.0, connections / rate - waits[-1]))
        writer.close()

    await asyncio.gather(*(connection() for _ in range(connections)))
    cuts = statistics.quantiles(waits, n=100)
    return Load(len(waits) / seconds, cuts[49] * 1000, cuts[98] * 1000, errors)


def _requests(target: Target) -> Iterator[bytes]:
    prefix = f"o{next(_ROUNDS)}-{time.monotonic_ns() % 10**9}"
    for number, token in enumerate(cycle(target.tokens.read_text().split())):
        body = f'{{"key":"{prefix}-{number}","lines":[{{"sku":"{target.sku}","units":1}}]}}'
        yield (
            f"POST {target.path} HTTP/1.1\r\nHost: lane\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
