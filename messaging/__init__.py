"""Conversations, notifications and sockets: rows first, a socket only carries hints."""
