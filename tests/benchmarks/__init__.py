"""What measures must itself be right: each fault that a checker looks for is put before it once."""
