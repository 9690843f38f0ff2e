"""Errors of the API as problem details (RFC 9457): what happened, where, and what to do next."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock


class Problem(Exception):
    """An answer that refuses: HTTP status, a stable code, one sentence, and the places it is about."""

    def __init__(
        self, status: int, code: str, detail: str, errors: list[dict[str, Any]] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.errors = status, code, detail, errors or []


def not_found(what: str) -> Problem:
    """404 naming what was looked for."""
    return Problem(404, "not-found", _("There is no %(what)s here.") % {"what": what})


def answer(problem: Problem) -> HttpResponse:
    """The problem as ``application/problem+json``."""
    body = {
        "type": f"/api/v1/docs#{problem.code}",
        "title": problem.code,
        "status": problem.status,
        "detail": problem.detail,
        "errors": problem.errors,
    }
    return JsonResponse(body, status=problem.status, content_type="application/problem+json")


def register(api: NinjaAPI) -> None:
    """Teach ``api`` to answer every refusal of the rooms as a problem."""

    def on(error: type[Exception], make: Any) -> None:
        def handle(_request: HttpRequest, raised: Any) -> HttpResponse:
            return answer(make(raised))

        api.add_exception_handler(error, handle)

    on(Problem, lambda raised: raised)
    on(AuthenticationError, lambda _raised: Problem(401, "sign-in", _("Sign in, or send a bearer token.")))
    on(HttpError, lambda raised: Problem(raised.status_code, "refused", str(raised)))
    on(ValidationError, _invalid)
    on(
        RequestDataTooBig,
        lambda _raised: Problem(413, "too-large", _("The request is too large. Send less at a time.")),
    )
    on(orders.CartRefused, _cart_refused)
    on(
        orders.EmptyCart,
        lambda _raised: Problem(422, "empty-cart", _("The cart is empty: add something first.")),
    )
    on(orders.PriceMoved, _price_moved)
    on(orders.StateRefused, lambda raised: Problem(409, f"{raised.verb}-{raised.state}", str(raised)))
    on(
        orders.PresaleRefused,
        lambda raised: Problem(
            404 if raised.code == "unknown" else 409, f"presale-{raised.code}", str(raised)
        ),
    )
    on(orders.GroupRefused, _group_refused)
    on(orders.CheckoutRefused, lambda raised: Problem(422, raised.code, str(raised)))
    on(orders.EventRefused, lambda raised: Problem(400, raised.code, _("The message was not taken.")))
    on(orders.PaymentUnknown, lambda raised: Problem(404, "not-found", str(raised)))
    on(
        orders.GatewayDown,
        lambda _raised: Problem(
            503, "gateway-down", _("The gateway gives no answer: try again in a moment.")
        ),
    )
    on(
        orders.ClaimRefused,
        lambda raised: Problem(404 if raised.code == "unknown" else 409, f"claim-{raised.code}", str(raised)),
    )
    on(stock.StockShort, _stock_short)
    on(coupons.CouponRefused, lambda raised: Problem(409, raised.code, str(raised)))
    on(kit.KeyReused, lambda raised: Problem(422, "key-reused", str(raised)))


def _invalid(raised: ValidationError) -> Problem:
    errors = [
        {
            "where": ".".join(str(part) for part in error["loc"]),
            "code": error["type"],
            "message": error["msg"],
        }
        for error in raised.errors
    ]
    return Problem(422, "invalid", _("The request does not have the expected shape."), errors)


def _cart_refused(raised: orders.CartRefused) -> Problem:
    errors = [
        {"where": problem.line, "code": problem.code, "message": str(problem), "sku": problem.sku}
        for problem in raised.problems
    ]
    return Problem(422, "cart", str(raised), errors)


def _group_refused(raised: orders.GroupRefused) -> Problem:
    is_unknown = raised.code in ("unknown", "group-unknown")
    return Problem(404 if is_unknown else 409, raised.code, str(raised))


def _price_moved(raised: orders.PriceMoved) -> Problem:
    errors = [
        {
            "where": "expected_payable",
            "code": "price-moved",
            "message": str(raised),
            "old": raised.old,
            "new": raised.new,
        }
    ]
    return Problem(409, "price-moved", str(raised), errors)


def _stock_short(raised: stock.StockShort) -> Problem:
    errors = [
        {"where": short.sku, "code": "stock-short", "message": "", "wants": short.wants, "has": short.has}
        for short in raised.items
    ]
    return Problem(409, "stock-short", str(raised), errors)
