"""What the desk and the console share: tables that sort, page and export."""
