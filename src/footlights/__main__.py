"""`python -m footlights` is the command line."""

from footlights.edges.cli import main

main()
