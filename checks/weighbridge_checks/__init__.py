"""What a contract says, what a change to it means, and the commands that show it."""

__version__ = "0.1.0"
