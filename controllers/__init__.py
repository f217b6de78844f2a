from . import aged, items, portal, tracking
