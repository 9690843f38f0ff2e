"""What people and programs see: storefront, desk, console, board, API. No decisions are made here."""
