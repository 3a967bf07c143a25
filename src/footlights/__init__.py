"""Footlights."""
