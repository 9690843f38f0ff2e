"""Cart, quoting, checkout, payments and the ledger: the only room where rows become pricing input."""
