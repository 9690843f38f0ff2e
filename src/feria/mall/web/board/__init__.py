"""The live board: one page and one stream of server-sent events, both reading the same projection of paid orders."""
