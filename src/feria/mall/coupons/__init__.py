"""Coupon templates, claims and redemptions, exact under parallel claims."""
