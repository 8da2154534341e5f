"""What every layer may use: texts as they are compared, countries as people write them, rounding that adds up."""
