"""Ground floor: places, clock, text, outbox, tasks, seats, limits, mail. It imports nothing of ours."""
