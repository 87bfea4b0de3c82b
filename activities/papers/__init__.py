"""Papers of facts as PDF/A: titled sections of labelled values, lists and tables, in one layout."""
