"""Pages of accounts: fetch with permission, form, action, redirect."""
