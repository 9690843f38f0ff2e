"""One process each: an engine that is told a cart and offers, and prices them again and again.

What stands here runs in the rival's own environment, so it imports nothing of Feria's beyond `serve`
and `workload`, which need the standard library only.
"""
