"""The mall's pages: design system, template tags and, beside them, the rooms that fill pages."""
