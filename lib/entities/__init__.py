"""What the store holds: one module for each kind of row, and `registry`, which lists them."""
