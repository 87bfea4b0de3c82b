"""Sets up what the project needs, into its own folders: `python3 -m deploy.setup`. Standard library only."""
