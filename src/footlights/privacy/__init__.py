"""Everything about one person, across every capability: their timeline, export, erasing, merging two into one.

Stands above the capabilities and reactors, because it must know all their tables; owns none of its own. A capability
that stores something personal is named in `erase` and `export`; references to people are found by themselves.
"""
