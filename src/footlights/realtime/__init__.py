"""Carrying frames to many sockets, without knowing what they say.

- `connection.Connection`: one socket with a bounded queue; a client that does not keep up is closed, never waited for.
- `ticker.Ticker`: coalesces wishes to send into about ten rounds a second.
- `fanout`: telling other processes that a topic changed, through memory or Redis.
- `limits.Bucket`: how often someone may do something.

A frame is encoded once and the same string goes into every queue. Nothing here waits for a socket but the socket's own
task.
"""
