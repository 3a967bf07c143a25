"""Speaking with Janus: the protocol without I/O, a client over a Unix socket, the configuration, and the supervisor."""
