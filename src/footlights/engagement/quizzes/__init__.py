"""Tests with points: kept for the workspace, attached to events, taken once by each participant of a session."""
