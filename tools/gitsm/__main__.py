"""`python -m gitsm` is the same as the command `gitsm`."""

from gitsm.cli.main import run

if __name__ == "__main__":
    run()
