"""A review for people: the same result as HTML, PDF, XLSX and JSON, in each language."""
