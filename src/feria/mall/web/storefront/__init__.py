"""The shop as its visitors see it: home, browsing, product, cart, checkout, orders, account."""
