"""Milliseconds per signature beside pyHanko as its guide has it and EU DSS: same key and TSA, one run."""
