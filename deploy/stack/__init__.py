"""The local stack: provides every part of the service whose setting is unset."""
