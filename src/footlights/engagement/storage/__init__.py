"""The workspace's own files: uploaded once, opened by whoever has their address."""
