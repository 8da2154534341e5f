"""What every layer may use: texts as they are compared, and countries as people write them."""
