"""The same line as in ``line``, kept in Valkey for all processes. One script moves it on, in one trip.

It can be lost at any time: who waits names their place whenever they ask, and so the line is made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from redis.asyncio import Redis

from feria.mall.rush.lane.line import GONE_AFTER, Moved
from feria.mall.rush.lane.valkey import Valkey

KEPT_SECONDS = 3600
MOST_AT_ONCE = 1_000
"""Places in one trip; the others are named in the next."""

# Instants come in microseconds: a number of Lua's holds them whole.
_MOVE = """
    local line, seen, state, rates = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
    local now, gone_before, me = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
    local admitted = math.max(tonumber(redis.call('HGET', state, 'admitted') or 0), tonumber(ARGV[5]))
    local leave = tonumber(redis.call('HGET', state, 'leave') or 0)
    local moved = tonumber(redis.call('HGET', state, 'moved') or now)

    redis.call('HSET', rates, me, ARGV[4] .. ' ' .. ARGV[1])
    local rate = 0
    local told = redis.call('HGETALL', rates)
    for i = 1, #told, 2 do
        local its, at = string.match(told[i + 1], '(%S+) (%S+)')
        if now - tonumber(at) < 3000000 then
            rate = rate + tonumber(its)
        else
            redis.call('HDEL', rates, told[i])
        end
    end

    for i = 7, #ARGV, 2 do
        if tonumber(ARGV[i + 1]) > admitted then
            redis.call('ZADD', line, 'NX', ARGV[i + 1], ARGV[i])
            redis.call('ZADD', seen, now, ARGV[i])
        end
    end

    leave = math.min(leave + rate * math.max(0, now - moved) / 1000000, math.max(rate, 1))
    local looked = 0
    while looked < 5000 do
        local head = redis.call('ZRANGE', line, 0, 99, 'WITHSCORES')
        if #head == 0 then break end
        local full = false
        for i = 1, #head, 2 do
            local present = tonumber(redis.call('ZSCORE', seen, head[i]) or 0) >= gone_before
            if present and leave < 1 then full = true break end
            if present then leave = leave - 1 admitted = math.max(admitted, tonumber(head[i + 1])) end
            redis.call('ZREM', line, head[i])
            redis.call('ZREM', seen, head[i])
            looked = looked + 1
        end
        if full then break end
    end

    if ARGV[6] ~= '0' then redis.call('HSET', state, 'on_until', ARGV[6]) end
    redis.call('HSET', state, 'admitted', string.format('%.0f', admitted), 'leave', tostring(leave), 'moved', ARGV[1])
    for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, 3600) end

    local answer = {
        string.format('%.0f', admitted), redis.call('ZCARD', line),
        redis.call('HGET', state, 'on_until') or '0', tostring(rate)
    }
    for i = 7, #ARGV, 2 do
        answer[#answer + 1] = redis.call('ZRANK', line, ARGV[i]) or -1
    end
    return answer
"""


async def move_shared(
    valkey: Valkey, session: str, me: str, now: float, present: Mapping[str, float], rate: float,
    admitted_to: float, on_until: float,
) -> tuple[Moved, float, float] | None:  # fmt: skip
    """Move the line of all processes on; None while Valkey is away.

    ``rate``: what this process can serve, ``on_until``: until when it wants the room to be on (0: it does not).
    Answers the line, until when any process wants it on, and the rate of all together.
    """
    named = list(present.items())[:MOST_AT_ONCE]

    async def move(client: Redis) -> Any:
        keys = [f"feria:room:{{{session}}}:{name}" for name in ("line", "seen", "state", "rates")]
        words: list[str] = [
            _micros(now),
            _micros(now - GONE_AFTER),
            me,
            repr(rate),
            _micros(admitted_to),
            _micros(on_until),
        ]
        for member, joined in named:
            words += member, _micros(joined)
        return await client.eval(_MOVE, len(keys), *keys, *words)

    answer = await valkey.run(move)
    if answer is None:
        return None
    admitted, waiting, until, rates, *ranks = answer
    ahead = {member: int(rank) for (member, _), rank in zip(named, ranks, strict=True) if int(rank) >= 0}
    return Moved(int(admitted) / 1e6, int(waiting), ahead), int(until) / 1e6, float(rates)


def _micros(seconds: float) -> str:
    return str(round(seconds * 1e6))
