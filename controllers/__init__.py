from . import aged, portal, reading
