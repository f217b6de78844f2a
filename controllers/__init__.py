from . import aged, items, portal, reading
