"""Everything that provides, starts and checks the processes of the service."""
