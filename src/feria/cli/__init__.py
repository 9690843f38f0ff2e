"""The command line: thin; every command is a module that hands its arguments to a room and prints the answer."""
