"""Writes one screen of the gallery to standard output."""

from feria.mall.web.gallery.render import main

main()
