"""`make demo`: the main job on the local stack, by the public API and the mailed links alone."""
