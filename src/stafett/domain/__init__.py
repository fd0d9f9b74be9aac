"""The rules of the relay, and nothing else: no clock, no ids, no input or output."""
