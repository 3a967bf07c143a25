"""The ways in: pages, console, REST, socket, command line. Each parses, finds the actor, opens the transaction, calls
one action or query, and renders."""
