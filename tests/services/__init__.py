"""Servers that tests use, private to one run: started once by the process that collects, ended with it."""
