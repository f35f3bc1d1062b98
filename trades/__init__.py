"""The shared vocabulary of both wings: trades, their words, pay, neighbours and profile pages."""
