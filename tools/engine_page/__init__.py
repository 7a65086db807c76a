"""What docs/engine.md shows: a toy, and what each stage of the engine makes of it."""
