"""Pages of the events wing: fetch with permission, form, action, redirect."""
