"""The local stack: every part of the service whose setting is unset. Its face is `stack.Stack`."""
