"""The outside world, one class per neighbour. Dependencies come in by the constructor."""
