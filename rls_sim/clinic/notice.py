"""The one sentence that every output about patients carries."""

NOTICE = "A model for research, not medical advice."
