"""One question, two engines: resolver, German analysis, index, ranking and reasons."""
