from . import test_letters_by_post
