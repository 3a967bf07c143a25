"""REST interfaces: one package per vendor whose language they speak."""
