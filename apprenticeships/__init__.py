"""Wing one: vacancies, days to try out, applications and their questions."""
