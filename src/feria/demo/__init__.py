"""The demo mall: a real grocer's year made into a catalogue, members, stock and history that a person can shop in."""
