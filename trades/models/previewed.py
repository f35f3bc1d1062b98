"""A row of words whose preview shows what the search would understand after the edit."""

from typing import Any

from wagtail.models import PreviewableMixin

from search import effect, vocabulary
from search.vocabulary import Vocabulary


class EffectPreview(PreviewableMixin):
    """Preview for snippets: questions whose answers would change, before and after."""

    def edited(self, words: Vocabulary) -> Vocabulary:
        """The vocabulary with this row as it stands in the form."""
        raise NotImplementedError

    def own_words(self) -> list[str]:
        """Questions that this row itself gives rise to."""
        return []

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """One template for all such rows."""
        return "trades/words_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """The row and its effect."""
        found = effect.of(self.edited(vocabulary.current()), self.own_words())
        return {"row": self, "effect": found}
