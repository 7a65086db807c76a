"""The search for a regimen: what may be given, and which of it relieves longest. No printing."""
