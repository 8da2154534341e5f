"""`python -m lib`: the same as the console script `icpermed-dashboard`."""

from lib.cli.main import run

if __name__ == "__main__":
    run()
