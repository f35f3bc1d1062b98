"""Real servers that tests start: the part of the installation a double cannot stand for."""
