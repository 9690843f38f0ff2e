"""The merchant's desk: one shop's figures, products, stock, orders and the promotions in force on it."""
