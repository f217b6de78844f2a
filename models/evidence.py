"""Evidence is immutable (design rule 11): only the add-on's own code writes what is done.

It says so by a key in the context that no client can send, since it is an object and not a value.
"""

WRITER = object()


def may_write(env):
    """Tell whether the add-on itself is writing."""
    return env.context.get("dunning_evidence") is WRITER
