MESSAGES: dict[str, str] = {}
HINTS: dict[str, str] = {}
PHRASES: dict[str, str] = {}
