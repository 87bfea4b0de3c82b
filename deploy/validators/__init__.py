"""Three independent programs that judge signed PDFs: pyHanko, poppler's pdfsig, and EU DSS.

For tests, demo and measurements; the service itself never calls them.
"""
