from . import test_guessed_payer
