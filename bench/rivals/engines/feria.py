"""Ours: a compiled plan and a full quote, with its trace and every refusal. With ``--by-hand`` the loop that only totals."""

from __future__ import annotations

import platform
import sys

import msgspec

from bench.quote import NOW, as_cart, as_promotions, by_hand
from bench.rivals.engines.serve import Engine, serve
from bench.rivals.expected import each_unit_once
from bench.rivals.workload import Form, Workload
from feria.pricing import Lane, Promotion, compile_plan


def competing(promotion: Promotion) -> Promotion:
    """Among offers that use goods up: bundles compete for units, all others for the lines of their shop."""
    if promotion.lane is Lane.BUNDLE:
        return promotion
    return msgspec.structs.replace(promotion, lane=Lane.SHOP, coupon="")


def ours(workload: Workload, form: Form) -> Engine:
    cart = as_cart([list(line) for line in workload.lines])
    promotions = as_promotions([list(offer) for offer in workload.offers])
    if form is Form.CONSUMING:
        promotions = [competing(promotion) for promotion in promotions]
    plan = compile_plan(promotions)
    return Engine(python() + compiled(), lambda: plan.quote(cart, NOW, nudges=False).payable)


def loop(workload: Workload, form: Form) -> Engine:
    lines, offers = [list(line) for line in workload.lines], [list(offer) for offer in workload.offers]
    if form is Form.CONSUMING:
        return Engine(python(), lambda: each_unit_once(workload))
    return Engine(python(), lambda: by_hand(lines, offers))


def python() -> str:
    return f"Python {platform.python_version()}"


def compiled() -> str:
    """Whether it is the engine's source that runs."""
    rooms = [module for name, module in sys.modules.items() if name.startswith("feria.pricing.")]
    return "" if all((room.__file__ or "").endswith(".py") for room in rooms) else " with Feria compiled"


if __name__ == "__main__":
    serve(loop if "--by-hand" in sys.argv else ours)
