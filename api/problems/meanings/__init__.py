"""What each kind of problem means, by subject; `api.problems.kinds` names them all."""
