"""Being written by the demo author (not the replay author): do not write this file."""
