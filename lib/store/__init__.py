"""The store: models, engine, migrations. Everything that knows tables and columns begins here."""
