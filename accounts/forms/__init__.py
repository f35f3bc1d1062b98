"""Forms of accounts: strings into values, each field named, no role among them."""
