"""How fast and how right the engine is, against other simulators; no part of the package."""
