"""The explorer in the browser: sliders and lesions on one side, the day they make on the other.

A page of our own (``page/``) is served by Starlette on this machine alone, or written as one file
that solves by itself. Both are built from one catalogue of what can be set and what is shown.
"""
