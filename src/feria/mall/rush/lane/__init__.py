"""The lane: the few hot paths of a rush as bare ASGI (docs/explanation/lane.md). No request of it waits for Django."""
