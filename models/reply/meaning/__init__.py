"""What customers' answers mean, without a database: ``understand(text, day, invoices, language)``."""

from .understand import OUTCOMES, Meaning, guess_language, understand

__all__ = ["OUTCOMES", "Meaning", "guess_language", "understand"]
