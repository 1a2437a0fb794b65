"""Step 1: everyone you know, each human once."""

from netcore.steps.gather.recall import RecallPrompt, Suggestion
from netcore.steps.gather.step import Gather

__all__ = ["Gather", "RecallPrompt", "Suggestion"]
