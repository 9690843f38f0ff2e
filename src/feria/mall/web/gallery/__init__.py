"""Developers' gallery of the design system: `python -m feria.mall.web.gallery > gallery.html`."""
