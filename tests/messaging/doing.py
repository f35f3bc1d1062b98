"""What the tests of pages do again and again: find a page, know who stands inside."""

from django.urls import reverse

PEOPLE = ["pupil", "owner", "colleague", "stranger", "other_pupil", "moderator"]
INSIDE = {"pupil", "owner", "colleague"}


def url(name, *args):
    """Address of one of our pages."""
    return reverse(f"messaging:{name}", args=args)


def page_of(talk):
    """Address of the conversation's page."""
    return url("conversation_page", talk.conversation.public_id)
