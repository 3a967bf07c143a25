"""Slides: a PDF drawn to pictures in a sandboxed process of its own, shown to everyone page by page."""
