"""The storefront's addresses."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from feria.mall.web.storefront.views import (
    account,
    browse,
    cart,
    checkout,
    clock,
    coupons,
    groups,
    home,
    orders,
    pay,
    presale,
    product,
    rush,
    rush_claims,
)

app_name = "storefront"

urlpatterns = [
    path("", home.home, name="home"),
    path("shops/", browse.shops, name="shops"),
    path("shops/<slug:code>/", browse.shop, name="shop"),
    path("c/<path:path>/", browse.category, name="category"),
    path("search/", browse.search, name="search"),
    path("search/suggestions/", browse.suggestions, name="suggestions"),
    path("venues/<slug:venue_id>/", browse.venue, name="venue"),
    path("p/<str:sku>/", product.product, name="product"),
    path("p/<str:sku>/favourite/", product.favourite, name="favourite"),
    path("presale/<str:code>/<str:sku>/", presale.order_ahead, name="presale"),
    path("groups/start/<str:code>/", groups.start, name="group-start"),
    path("groups/<str:key>/", groups.group, name="group"),
    path("groups/<str:key>/join/", groups.join, name="group-join"),
    path("favourites/", product.favourites, name="favourites"),
    path("coupons/", coupons.centre, name="coupons"),
    path("coupons/<str:code>/claim/", coupons.claim, name="claim"),
    path("rush/", rush.calendar, name="rush"),
    path("rush/token/", rush.token, name="rush-token"),
    path("rush/<str:code>/", rush.session, name="rush-session"),
    path("rush/<str:code>/claim/", rush.claim, name="rush-tap"),
    path("rush/<str:code>/room/", rush.room, name="rush-room"),
    path("rush/<str:code>/remind/", rush.remind, name="rush-remind"),
    path("rush/<str:code>/dismiss/", rush.dismiss, name="rush-dismiss"),
    path("rush/<str:code>/claims/<str:key>/", rush_claims.claim, name="rush-claim"),
    path("rush/<str:code>/claims/<str:key>/give-up/", rush_claims.give_up, name="rush-give-up"),
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.add, name="cart-add"),
    path("cart/settle/", cart.settle, name="cart-settle"),
    path("cart/<str:sku>/", cart.change, name="cart-line"),
    path("cart/<str:sku>/remove/", cart.remove, name="cart-remove"),
    path("cart/<str:sku>/select/", cart.select, name="cart-select"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("pay/return/<str:reference>/", pay.come_back, name="pay-return"),
    path("pay/<slug:gateway>/<str:reference>/", pay.gateway, name="gateway"),
    path("orders/", orders.orders_list, name="orders"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/pay/", orders.pay_again, name="pay-again"),
    path("orders/<str:number>/cancel/", orders.cancel, name="cancel"),
    path("account/", account.account, name="account"),
    path("account/join/", account.join, name="join"),
    path("account/profile/", account.profile, name="profile"),
    path("account/addresses/new/", account.address, name="address-new"),
    path("account/addresses/<int:address_id>/", account.address, name="address"),
    path("account/addresses/<int:address_id>/remove/", account.forget_address, name="address-remove"),
    path("clock/", clock.move, name="clock"),
    path("language/", set_language, name="language"),
]
