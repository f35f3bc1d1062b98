"""Addresses of accounts below /konto/ and /e/."""

app_name = "accounts"

urlpatterns: list = []
