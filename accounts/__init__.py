"""People, organisations, memberships, guardians, consent and who may do what."""
