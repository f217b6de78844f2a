SCENARIOS = ()
def record(scene): pass
