from . import aged, portal
