"""Template tags of the mall's pages."""
