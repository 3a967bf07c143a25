"""Polls: prepared or made on the spot, opened, answered once by each person, closed, their results shared or not."""
