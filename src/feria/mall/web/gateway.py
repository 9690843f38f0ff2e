"""Where payment gateways tell what they did: ``/gateway/<name>/events``, signed bodies, answered in JSON."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from feria.mall.orders import api as orders

SIGNATURE_HEADER = "X-Feria-Signature"
"""HMAC-SHA256 of the body under the gateway's secret, in hexadecimal."""

_STATUS = {"unknown-gateway": 404, "bad-signature": 401, "malformed": 400, "too-large": 413}


@csrf_exempt  # the body is signed by someone who has no session here
@require_POST
def events(request: HttpRequest, gateway: str) -> JsonResponse:
    """Take in one event. What it said, once it is kept, is a matter between us: 200 tells the gateway to rest."""
    try:
        outcome = orders.receive_event(gateway, request.body, request.headers.get(SIGNATURE_HEADER, ""))
    except RequestDataTooBig:
        return JsonResponse({"code": "too-large"}, status=413)
    except orders.EventRefused as refused:
        return JsonResponse({"code": refused.code}, status=_STATUS[refused.code])
    return JsonResponse({"outcome": outcome})
