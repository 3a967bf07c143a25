"""How rows look on the wire: a `*_resource` function each, and batched reading of what belongs into a page of them.

Nothing here has a route, so any route may include any resource.
"""
