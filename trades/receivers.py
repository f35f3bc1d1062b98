"""What follows when an editor saves a trade, a word or a profile: search learns of it."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from search import index
from trades.actions.loading import announce_words
from trades.models import Clue, FormerName, Neighbour, Synonym, Trade, TradePage, WordField


def connect() -> None:
    """Listen to rows that carry words and to profiles going live or away."""
    for model in (Trade, FormerName, Synonym, Neighbour):
        for signal in (post_save, post_delete):
            signal.connect(words_changed, sender=model, dispatch_uid=f"words_{model.__name__}_{id(signal)}")
    for model in (WordField, Clue):
        for signal in (post_save, post_delete):
            signal.connect(knowledge_changed, sender=model, dispatch_uid=f"words_{model.__name__}_{id(signal)}")
    for page_signal in (page_published, page_unpublished):
        page_signal.connect(profile_changed, sender=TradePage, dispatch_uid=f"profile_{id(page_signal)}")
    post_delete.connect(profile_changed, sender=TradePage, dispatch_uid="profile_deleted")


def words_changed(sender, instance, **kwargs) -> None:
    """Raise the stamp of the words and have the trade analysed again."""
    trade_id = instance.pk if isinstance(instance, Trade) else instance.trade_id
    if kwargs.get("raw"):
        return
    with transaction.atomic():
        announce_words([trade_id])


def knowledge_changed(sender, instance, **kwargs) -> None:
    """Raise the stamp of the words; documents hold no clues, so nothing is analysed again."""
    if kwargs.get("raw"):
        return
    with transaction.atomic():
        announce_words([])


def profile_changed(sender, instance, **kwargs) -> None:
    """A profile went live, changed or left: its search document follows."""
    with transaction.atomic():
        index.touch("trade", instance.trade_id)
