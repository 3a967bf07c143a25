"""What people do in a room besides being there: chat for now.

Owns chat messages. Tells nothing yet beyond the room's log.
"""
