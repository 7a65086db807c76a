"""What is said and given back where a user interrupts; imports nothing, so it is there at once."""

INTERRUPTED = 130
INTERRUPTED_TEXT = "interrupted; nothing is left half written"
