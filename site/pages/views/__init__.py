"""Views of the desks and of the public pages that join the wings."""
