"""The command line: reads files and the clock, hands them down, and says what came of it."""
