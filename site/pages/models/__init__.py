"""Wagtail page types that show every wing."""

from pages.models.content import TEXT_PAGES, ArticlePage, HomePage, ParentsPage
from pages.models.network import NetworkIndexPage, NetworkPage
from pages.models.preparation import Preparation
from pages.models.selection import SelectionIndexPage, SelectionPage

__all__ = [
    "TEXT_PAGES",
    "ArticlePage",
    "HomePage",
    "NetworkIndexPage",
    "NetworkPage",
    "ParentsPage",
    "Preparation",
    "SelectionIndexPage",
    "SelectionPage",
]
