"""Films: a video file that everyone sees at the same place at the same time."""
