"""How an engine's process talks: a line of JSON in, a line of JSON out.

First the task, answered by what the engine makes of it; then, as often as asked, a round of pricing,
answered by the processor time of one quote. The end of input ends the process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from bench.rivals.workload import Form, Workload, workload_of


class Engine(NamedTuple):
    """``price`` gives what is due for the whole cart, in cents (a fraction shows as one)."""

    version: str
    price: Callable[[], float]


def serve(build: Callable[[Workload, Form], Engine]) -> None:
    """Answer until the input ends."""
    # What libraries print goes to the log, not into the conversation.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(**said: object) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    task = json.loads(sys.stdin.readline())
    engine = build(workload_of(task), Form(task["form"]))
    payable = engine.price()
    time_round(engine.price, task["warm_up"])
    # Twice, because an engine that remembers a cart must remember it rightly.
    answer(version=engine.version, payable=payable, again=engine.price())
    for request in sys.stdin:
        answer(micros=time_round(engine.price, json.loads(request)["seconds"]))


def time_round(call: Callable[[], object], seconds: float) -> float:
    """Microseconds of processor time a call, over as many calls as take about `seconds`, at least one."""
    calls, batch, spent = 0, 1, 0.0
    began = time.process_time()
    while spent < seconds:
        for _ in range(batch):
            call()
        calls += batch
        spent = time.process_time() - began
        batch = max(1, min(calls, int(calls * (seconds - spent) / max(spent, 1e-9))))
    return spent / calls * 1e6 if calls else 0.0
