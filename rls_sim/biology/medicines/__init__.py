"""What a body does with medicines, and what they do to it. Each acts on what untreated.py names."""
